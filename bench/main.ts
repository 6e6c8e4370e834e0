/** `pnpm bench` times the kernels; `pnpm bench train` times training. */
import { parseArgs } from 'node:util'
import { sizes } from '@cloze/bert'
import { benchGemm } from './gemm.ts'
import { benchGpu } from './gpu.ts'
import { benchTrain } from './train.ts'

const isSize = (name: string): name is keyof typeof sizes => name in sizes

/** A flag that makes no sense: the message says what would. */
class Misuse extends Error {}

function integer(flag: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least) return value
  throw new Misuse(`--${flag} ${text}: must be an integer of at least ${least}`)
}

function share(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value < 1) return value
  throw new Misuse(`--${flag} ${text}: must be at least 0 and below 1`)
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        model: { type: 'string', default: 'tiny' },
        logits: { type: 'string', default: 'labelled' },
        'vocab-size': { type: 'string', default: '30522' },
        'batch-size': { type: 'string', default: '16' },
        'sequence-length': { type: 'string', default: '128' },
        dropout: { type: 'string', default: '0.1' },
        device: { type: 'string', default: 'cpu' },
        threads: { type: 'string' },
        steps: { type: 'string', default: '10' },
        warmup: { type: 'string', default: '3' },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    // parseArgs has nothing else to complain of than what was typed.
    throw new Misuse(error instanceof Error ? error.message : String(error))
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parse()
  const { model, logits } = values
  const [what = 'kernels', surplus] = positionals
  if (surplus !== undefined) throw new Misuse(`${surplus}: nothing is expected after ${what}`)
  if (values.device !== 'cpu' && (values.device !== 'gpu' || what !== 'kernels'))
    throw new Misuse(`--device ${values.device}: must be cpu, or for kernels gpu`)
  if (values.device === 'gpu') return benchGpu(values.json)
  if (what === 'kernels') return benchGemm(values.json)
  if (what !== 'train') throw new Misuse(`${what}: must be kernels or train`)
  if (!isSize(model)) throw new Misuse(`--model ${model}: must be ${Object.keys(sizes).join(', ')}`)
  if (logits !== 'labelled' && logits !== 'all')
    throw new Misuse(`--logits ${logits}: must be labelled or all`)
  const result = await benchTrain({
    model,
    logits,
    threads: values.threads === undefined ? undefined : integer('threads', values.threads, 1),
    vocabularySize: integer('vocab-size', values['vocab-size'], 2),
    batchSize: integer('batch-size', values['batch-size'], 1),
    sequenceLength: integer('sequence-length', values['sequence-length'], 1),
    dropout: share('dropout', values.dropout),
    steps: integer('steps', values.steps, 1),
    warmup: integer('warmup', values.warmup, 0),
  })
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `${model}, ${logits} logits: ${Math.round(result.tokensPerSecond)} tokens/s, ${Math.round(result.peakResidentBytes / 2 ** 20)} MiB at most\n`,
  )
}

try {
  await main()
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`bench: ${error.message}\n`)
  process.exitCode = 2
}
