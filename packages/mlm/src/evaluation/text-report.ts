/** A model of real text beside its baselines. */
import { random } from '@cloze/tensor'
import type { Masking } from '../masking/masking.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Batch } from '../training/batch.ts'
import { twoSidedBigram, unigram } from './baselines.ts'
import { channelOf } from './floor/channel.ts'
import type { Predictor } from './floor/predictor.ts'
import { numbering, scoreBatches } from './score-batches.ts'

export interface Baselines {
  readonly unigramLoss: number
  readonly bigramLoss: number
}

export interface BaselineOptions {
  readonly tokenizer: Tokenizer
  readonly seed: number
  /** That of the batches; BERT's where left out. */
  readonly masking?: Masking
}

/**
 * The mean loss of the unigram and the two-sided bigram baselines, counted in `training`, on the masked tokens of
 * `batches`. They know what the model has to learn: that a special token, [UNK] among them, is never to be predicted.
 */
export function baselineLosses(
  training: readonly Int32Array[],
  batches: readonly Batch[],
  { tokenizer, seed, masking = {} }: BaselineOptions,
): Baselines {
  const numbers = numbering(tokenizer)
  const words = training.map((ids) => ids.subarray(1, -1).map(numbers.numberOf))
  const lossOf = (predictor: Predictor): number => {
    const losses = scoreBatches(predictor, batches, numbers).flatMap((scores) =>
      scores.map(({ loss }) => loss),
    )
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  }
  return {
    unigramLoss: lossOf(unigram(words, numbers.size)),
    bigramLoss: lossOf(twoSidedBigram(words, numbers.size, random(seed, 'bigram'), channelOf(masking))),
  }
}
