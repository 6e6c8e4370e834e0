import { sizes } from '@cloze/bert'
import {
  bertFor,
  type Corpus,
  corpusSource,
  evaluateText,
  type Masking,
  memoryStorage,
  pretrain,
  splitCorpus,
  strategyNamed,
} from '@cloze/mlm'
import type { TextEvaluation } from '@cloze/mlm/evaluation'
import type { StrategyName } from '@cloze/mlm/masking'
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

/** Trains `tiny` from scratch with a strategy, and measures it and the baselines with the same. */
export async function maskingRun(options: MaskingRunOptions): Promise<TextEvaluation> {
  const { seed, device, steps, vocabularySize, sequenceLength } = options
  const parts = await splitCorpus(options.corpus, { validationShare: 0.1, seed })
  const source = await corpusSource(parts, { vocabularySize, sequenceLength })
  const masking: Masking = { strategy: strategyNamed(options.strategy, settings[options.strategy]) }
  const { tokenizer, training, validation } = source
  const model = bertFor(tokenizer, { ...sizes.tiny, maxPositionEmbeddings: source.longest }, { device, seed })
  try {
    await pretrain({
      model,
      source,
      steps,
      batchSize: options.batchSize,
      learningRate: options.learningRate,
      warmup: Math.ceil(steps / 10),
      masking,
      seed,
      logEvery: steps,
      out: memoryStorage(),
    })
    return await evaluateText(model, { scored: validation, training: training }, { tokenizer, seed, masking })
  } finally {
    model.dispose()
  }
}
