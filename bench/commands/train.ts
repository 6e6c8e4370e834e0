import { sizes } from '@cloze/bert'
import { choice, integer, listed, Misuse, share } from '../misuse.ts'
import { benchTrain } from '../train.ts'
import { type Command, flags } from './command.ts'

const isSize = (name: string): name is keyof typeof sizes => name in sizes

/** `pnpm bench train`: the speed of training. */
export const train: Command = async (args) => {
  const values = flags(args, {
    model: { type: 'string', default: 'tiny' },
    logits: { type: 'string', default: 'labelled' },
    'vocab-size': { type: 'string', default: '30522' },
    'batch-size': { type: 'string', default: '16' },
    'sequence-length': { type: 'string', default: '128' },
    dropout: { type: 'string', default: '0.1' },
    threads: { type: 'string' },
    steps: { type: 'string', default: '10' },
    warmup: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  })
  const { model } = values
  if (!isSize(model)) throw new Misuse(`--model ${model}: must be ${listed(Object.keys(sizes))}`)
  const logits = choice('logits', values.logits, ['labelled', 'all'])
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
