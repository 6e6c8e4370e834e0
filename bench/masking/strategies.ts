import { sizes } from '@cloze/bert'
import {
  baselines,
  type Corpus,
  corpusSource,
  evaluate,
  evaluationBatches,
  everySequence,
  type Masking,
  maskedLanguageModel,
  memoryStorage,
  pretrain,
  type StrategyName,
  splitCorpus,
  strategyNamed,
} from '@cloze/mlm'
import type { Device } from '@cloze/tensor'

/** How each strategy is set where it is compared; about 15 % of the tokens by all of them. */
const settings: Readonly<Record<StrategyName, Parameters<typeof strategyNamed>[1]>> = {
  random: {},
  fixed: { pattern: '0001000' },
  span: {},
  'whole-word': {},
}

export interface MaskingRunOptions {
  readonly corpus: Corpus
  readonly strategy: StrategyName
  /** Of the split, the weights, the order and the masks. */
  readonly seed: number
  readonly vocabularySize: number
  readonly sequenceLength: number
  readonly batchSize: number
  readonly steps: number
  readonly learningRate: number
  readonly device: Device
}

/** What a run measured on the masked tokens of its validation part. */
export interface Measured {
  readonly loss: number
  readonly accuracy: number
  readonly unigramLoss: number
  readonly unigramAccuracy: number
  readonly bigramLoss: number
  readonly bigramAccuracy: number
}

/** Trains `tiny` from scratch with a strategy, and measures it and the baselines with the same. */
export async function maskingRun(options: MaskingRunOptions): Promise<Measured> {
  const { seed, device, steps } = options
  const parts = await splitCorpus(options.corpus, { validationShare: 0.1, seed })
  const source = await corpusSource(parts, options)
  const masking: Masking = { strategy: strategyNamed(options.strategy, settings[options.strategy]) }
  const { model } = await pretrain({
    source,
    model: { ...sizes.tiny, maxPositionEmbeddings: source.longest },
    steps,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    warmup: Math.ceil(steps / 10),
    masking,
    seed,
    device,
    logEvery: steps,
    out: memoryStorage(),
  })
  try {
    const { tokenizer } = source
    const batches = [
      ...evaluationBatches({
        sequences: source.validation,
        batchSize: 32,
        seed,
        masking: { ...masking, tokenizer },
      }),
    ]
    const { loss, accuracy } = await evaluate(maskedLanguageModel(model), batches)
    const training = everySequence(source.training).map(({ ids }) => ids)
    return { loss, accuracy, ...baselines(training, batches, { tokenizer, seed, masking }) }
  } finally {
    model.dispose()
  }
}
