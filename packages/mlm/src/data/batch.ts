import { IGNORED, type MaskedTokens } from '../masking/mask.ts'
import type { Sequence } from '../masking/sequence.ts'

/** What a model takes in one step: arrays of shape (B, S), row-major. */
export interface Batch {
  /** B: how many sequences. */
  readonly batchSize: number
  /** S: the length of the longest of them, in tokens. */
  readonly sequenceLength: number
  /** Shorter sequences end in [PAD]. */
  readonly inputIds: Int32Array
  /** The true id of each token to predict, −100 elsewhere. */
  readonly labels: Int32Array
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: Int32Array
  /** All 0: one segment. */
  readonly tokenTypeIds: Int32Array
  /** Which sequences they are, by row. */
  readonly ids: readonly Sequence['id'][]
}

/**
 * How many tokens a batch asks for.
 * @example
 * labelCount({ labels: Int32Array.of(-100, 7, -100, 12) }) // 2
 */
export const labelCount = ({ labels }: Pick<Batch, 'labels'>): number =>
  labels.reduce((count, label) => count + (label === IGNORED ? 0 : 1), 0)

/**
 * Puts masked sequences side by side, padded to the longest.
 * @param padId the id of [PAD]
 * @throws RangeError if there are none
 * @example
 * const masked = { inputIds: Int32Array.of(2, 4, 3), labels: Int32Array.of(-100, 7, -100) }
 * const batch = collate([{ id: 0, ...masked }, { id: 1, ...masked }], tokenizer.special.pad)
 * batch.inputIds // [2, 4, 3, 2, 4, 3]
 */
export function collate(sequences: readonly (MaskedTokens & Pick<Sequence, 'id'>)[], padId: number): Batch {
  const batchSize = sequences.length
  if (batchSize === 0) throw new RangeError('collate: a batch has at least one sequence')
  const sequenceLength = sequences.reduce((longest, { inputIds }) => Math.max(longest, inputIds.length), 0)
  const filled = (value: number) => new Int32Array(batchSize * sequenceLength).fill(value)
  const batch = {
    batchSize,
    sequenceLength,
    inputIds: filled(padId),
    labels: filled(IGNORED),
    attentionMask: filled(0),
    tokenTypeIds: filled(0),
    ids: sequences.map(({ id }) => id),
  }
  sequences.forEach(({ inputIds, labels }, row) => {
    const start = row * sequenceLength
    batch.inputIds.set(inputIds, start)
    batch.labels.set(labels, start)
    batch.attentionMask.fill(1, start, start + inputIds.length)
  })
  return batch
}
