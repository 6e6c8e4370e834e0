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
  readonly unigramAccuracy: number
  readonly bigramLoss: number
  readonly bigramAccuracy: number
}

export interface BaselineOptions {
  readonly tokenizer: Tokenizer
  readonly seed: number
  /** That of the batches; BERT's where left out. */
  readonly masking?: Masking
}

/**
 * How the unigram and the two-sided bigram baselines, counted in `training`, do on the masked tokens of `batches`: their
 * mean loss, and the share of tokens that they hold most probable and that are true. They know what the model has to learn: that a special token, [UNK] among them, is never to be predicted.
 */
export function baselines(
  training: readonly Int32Array[],
  batches: readonly Batch[],
  { tokenizer, seed, masking = {} }: BaselineOptions,
): Baselines {
  const numbers = numbering(tokenizer)
  const words = training.map((ids) => ids.subarray(1, -1).map(numbers.numberOf))
  const score = (predictor: Predictor) => {
    const scores = scoreBatches(predictor, batches, numbers).flat()
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    return {
      loss: sum(scores.map(({ loss }) => loss)) / scores.length,
      accuracy: sum(scores.map(({ correct }) => Number(correct))) / scores.length,
    }
  }
  const single = score(unigram(words, numbers.size))
  const double = score(twoSidedBigram(words, numbers.size, random(seed, 'bigram'), channelOf(masking)))
  return {
    unigramLoss: single.loss,
    unigramAccuracy: single.accuracy,
    bigramLoss: double.loss,
    bigramAccuracy: double.accuracy,
  }
}
