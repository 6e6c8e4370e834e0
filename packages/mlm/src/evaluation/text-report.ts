/** A model of real text beside its baselines. */
import { random } from '@cloze/tensor'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Batch } from '../training/batch.ts'
import { twoSidedBigram, unigram } from './baselines.ts'
import { MASK } from './floor/channel.ts'
import { type Predictor, scoreTokens } from './floor/predictor.ts'

export interface Baselines {
  readonly unigramLoss: number
  readonly bigramLoss: number
}

/**
 * The mean loss of the unigram and the two-sided bigram baselines, counted in `training`, on the masked tokens of
 * `batches`.
 */
export function baselineLosses(
  training: readonly Int32Array[],
  batches: readonly Batch[],
  tokenizer: Tokenizer,
  seed: number,
): Baselines {
  const words = training.map((ids) => ids.subarray(1, -1))
  const size = tokenizer.vocabularySize
  const lossOf = (predictor: Predictor): number => {
    const losses = batches.flatMap((batch) => lossesOf(predictor, batch, tokenizer))
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  }
  return {
    unigramLoss: lossOf(unigram(words, size)),
    bigramLoss: lossOf(twoSidedBigram(words, size, random(seed, 'bigram'))),
  }
}

function lossesOf(predictor: Predictor, batch: Batch, { special }: Tokenizer): number[] {
  const { sequenceLength, attentionMask, inputIds, labels } = batch
  return Array.from({ length: batch.batchSize }, (_, row) => {
    const start = row * sequenceLength
    const length = attentionMask.subarray(start, start + sequenceLength).reduce((sum, one) => sum + one, 0)
    const visible = inputIds
      .subarray(start + 1, start + length - 1)
      .map((id) => (id === special.mask ? MASK : id))
    const chosen = labels.subarray(start + 1, start + length - 1).map((label) => (label < 0 ? -1 : label))
    return scoreTokens(predictor, visible, chosen).map(({ loss }) => loss)
  }).flat()
}
