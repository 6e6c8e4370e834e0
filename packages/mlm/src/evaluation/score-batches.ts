import type { Batch } from '../data/batch.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { MASK, UNKNOWN } from './floor/channel.ts'
import { type Predictor, type ScoredToken, scoreTokens } from './floor/predictor.ts'

/** What predictors, which know words by numbers, see of a tokenizer's ids. */
export interface Numbering {
  /** How many words there are: every token but the special ones, which are never predicted. */
  readonly size: number
  /** A word's number, in the order of the ids from 0 on; `MASK` or `UNKNOWN` for the special tokens. */
  numberOf(id: number): number
}

export function numbering({ vocabularySize, special }: Tokenizer): Numbering {
  const specialIds = new Set(Object.values(special))
  const numbers = new Int32Array(vocabularySize)
  let size = 0
  for (let id = 0; id < vocabularySize; id++) numbers[id] = specialIds.has(id) ? UNKNOWN : size++
  numbers[special.mask] = MASK
  return { size, numberOf: (id) => numbers[id] ?? UNKNOWN }
}

/** How `predictor` does at the masked tokens of each sequence of the batches, in their order. */
export function scoreBatches(
  predictor: Predictor,
  batches: readonly Batch[],
  { numberOf }: Numbering,
): ScoredToken[][] {
  return batches.flatMap(({ batchSize, sequenceLength, attentionMask, inputIds, labels }) =>
    Array.from({ length: batchSize }, (_, row) => {
      const start = row * sequenceLength
      const length = attentionMask.subarray(start, start + sequenceLength).reduce((sum, one) => sum + one, 0)
      const inner = [start + 1, start + length - 1] as const // without [CLS] and [SEP]
      return scoreTokens(
        predictor,
        inputIds.subarray(...inner).map(numberOf),
        labels.subarray(...inner).map((label) => (label < 0 ? label : numberOf(label))),
      )
    }),
  )
}
