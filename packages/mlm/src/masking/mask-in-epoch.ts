import { random } from '@cloze/tensor'
import { type MaskedTokens, type MaskingOptions, maskSequence } from './mask.ts'
import type { Sequence } from './sequence.ts'

/** When a sequence is masked, and how. */
export interface EpochOptions {
  readonly masking: MaskingOptions
  /** Of the run. */
  readonly seed: number
  /** Counted from 0; `'evaluation'` has masks of its own, the same every time. */
  readonly epoch: number | 'evaluation'
  /** The share of training that is done, for a rate that changes; 1, the end, if not given. */
  readonly progress?: number
}

/**
 * Masks a sequence as it is in an epoch. Its draws belong to the stream `random(seed, 'masking', epoch, id)`, so they
 * depend on nothing else: not on the batch, the order, or what else is masked. Static masks (`duplicates`) are those of
 * the first epochs over and over.
 * @example
 * const sequence = { id: 0, ids: tokenizer.sequence(tokenizer.encode('the dog sees the cat'), 16) }
 * maskInEpoch(sequence, { masking: { tokenizer }, seed: 1, epoch: 0 }).labels // [-100, -100, 53, -100, -100, -100, -100]
 */
export function maskInEpoch(
  { id, ids, wordIds }: Sequence,
  { masking, seed, epoch, progress = 1 }: EpochOptions,
): MaskedTokens {
  const { duplicates = Number.POSITIVE_INFINITY } = masking
  const drawn = epoch === 'evaluation' ? epoch : epoch % duplicates
  return maskSequence(ids, { ...masking, wordIds, progress, random: random(seed, 'masking', drawn, id) })
}
