/** A document's tokens, and the sequences that are cut of them. */

import type { Sequence } from '../masking/sequence.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/** The tokens of a document, without [CLS] and [SEP]. */
export interface Tokens {
  readonly ids: Int32Array
  /** The word of each, where the tokens don't tell it themselves. */
  readonly wordIds?: Int32Array
}

/** A sequence that is named by its document and its part of it, both counted from 0: `document/part`. */
export type PartSequence = Sequence & { readonly id: string }

/** [CLS] and [SEP], one on either side: every tokenizer's template. */
export const AROUND = 2

/** Instead of a word's number, for a token that is of none. */
const NO_WORD = -1

export function tokensOf(tokenizer: Tokenizer, document: string): Tokens {
  if (tokenizer.marksWords) return { ids: tokenizer.encode(document) }
  const { ids, wordIds } = tokenizer.pieces(document)
  return { ids, wordIds }
}

/** `[CLS] … [SEP]` with as many tokens from `start` on as fit into `maxLength`. */
export function sequenceFrom(
  { ids, wordIds }: Tokens,
  start: number,
  tokenizer: Pick<Tokenizer, 'sequence'>,
  maxLength: number,
): Omit<Sequence, 'id'> {
  const found = tokenizer.sequence(ids.subarray(start), maxLength)
  if (wordIds === undefined) return { ids: found }
  const words = new Int32Array(found.length).fill(NO_WORD)
  words.set(wordIds.subarray(start, start + found.length - AROUND), 1)
  return { ids: found, wordIds: words }
}

/** @throws RangeError if `maxLength` leaves no room for a token */
export function checkLength(name: string, maxLength: number): void {
  if (!Number.isInteger(maxLength) || maxLength <= AROUND)
    throw new RangeError(
      `${name}: maxLength is an integer from ${AROUND + 1} ([CLS], a token, [SEP]), not ${maxLength}`,
    )
}
