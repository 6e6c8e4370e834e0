/** `pnpm bench` times the kernels; `pnpm bench train` times training. */
import { parseArgs } from 'node:util'
import { sizes } from '@cloze/bert'
import { benchGemm } from './gemm.ts'
import { benchTrain } from './train.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'tiny' },
    logits: { type: 'string', default: 'labelled' },
    'vocab-size': { type: 'string', default: '30522' },
    'batch-size': { type: 'string', default: '16' },
    'sequence-length': { type: 'string', default: '128' },
    dropout: { type: 'string', default: '0.1' },
    steps: { type: 'string', default: '10' },
    warmup: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})

const isSize = (name: string): name is keyof typeof sizes => name in sizes

function misused(message: string): never {
  process.stderr.write(`bench: ${message}\n`)
  process.exit(2)
}

const { model, logits } = values
const [what = 'kernels'] = positionals
if (what === 'kernels') benchGemm(values.json)
else if (what !== 'train') misused(`${what}: must be kernels or train`)
else if (!isSize(model)) misused(`--model ${model}: must be ${Object.keys(sizes).join(', ')}`)
else if (logits !== 'labelled' && logits !== 'all') misused(`--logits ${logits}: must be labelled or all`)
else {
  const result = await benchTrain({
    model,
    logits,
    vocabularySize: Number(values['vocab-size']),
    batchSize: Number(values['batch-size']),
    sequenceLength: Number(values['sequence-length']),
    dropout: Number(values.dropout),
    steps: Number(values.steps),
    warmup: Number(values.warmup),
  })
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `${model}, ${logits} logits: ${Math.round(result.tokensPerSecond)} tokens/s, ${Math.round(result.peakResidentBytes / 2 ** 20)} MiB at most\n`,
  )
}
