import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Sequence } from './sequence.ts'

/** A document's tokens, without [CLS] and [SEP]. */
export interface Document {
  readonly id: string | number
  readonly ids: Int32Array
}

/**
 * Sequences laid end to end, that are to know nothing of each other. A model takes such a row with attention kept inside
 * each sequence (block-diagonal, the blocks as long as `lengths` says) and positions that start again with each.
 */
export interface PackedRow {
  /**
   * In order. Each is masked by itself, by its own id, so that its masks are the same in whatever row it stands; their
   * ids are `document/part`.
   */
  readonly sequences: readonly (Sequence & { readonly id: string })[]
  /** All their tokens. */
  readonly ids: Int32Array
  /** How many tokens each has; they add up to the length of `ids`. */
  readonly lengths: readonly number[]
  /** The place of each token in its sequence, from 0. */
  readonly positionIds: Int32Array
}

/** [CLS], a token, [SEP]. */
const SHORTEST = 3

/**
 * Packs documents into rows of exactly `maxLength` tokens, in their order: what does not fit into a row is cut, and goes
 * on in the next one, each part between a [CLS] and a [SEP] of its own. The last row may be shorter; so may be another,
 * by one or two, where not even one token would fit between [CLS] and [SEP].
 * @param documents read as rows are asked for; those without tokens are left out
 * @param maxLength in tokens, [CLS] and [SEP] among them
 * @throws RangeError if `maxLength` leaves no room for a token
 * @example
 * [...packDocuments(documents, tokenizer, 128)].map(({ lengths }) => lengths) // [[90, 38], [128], [17, 111], …]
 */
export function packDocuments(
  documents: Iterable<Document>,
  tokenizer: Pick<Tokenizer, 'sequence'>,
  maxLength: number,
): Generator<PackedRow, void> {
  if (!Number.isInteger(maxLength) || maxLength < SHORTEST)
    throw new RangeError(
      `packDocuments: maxLength is an integer from ${SHORTEST} ([CLS], a token, [SEP]), not ${maxLength}`,
    )
  return rows(documents, tokenizer, maxLength)
}

function* rows(
  documents: Iterable<Document>,
  tokenizer: Pick<Tokenizer, 'sequence'>,
  maxLength: number,
): Generator<PackedRow, void> {
  let row: (Sequence & { readonly id: string })[] = []
  let room = maxLength
  for (const { id, ids } of documents) {
    let part = 0
    for (let start = 0; start < ids.length; part++) {
      const sequence = tokenizer.sequence(ids.subarray(start), room)
      row.push({ id: `${id}/${part}`, ids: sequence })
      room -= sequence.length
      start += sequence.length - (SHORTEST - 1)
      if (room >= SHORTEST) continue
      yield packed(row)
      row = []
      room = maxLength
    }
  }
  if (row.length > 0) yield packed(row)
}

function packed(sequences: readonly (Sequence & { readonly id: string })[]): PackedRow {
  const lengths = sequences.map(({ ids }) => ids.length)
  return {
    sequences,
    lengths,
    ids: Int32Array.from(sequences.flatMap(({ ids }) => [...ids])),
    positionIds: Int32Array.from(lengths.flatMap((length) => [...Array(length).keys()])),
  }
}
