import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { AROUND, checkLength, type PartSequence, sequenceFrom, type Tokens } from './tokens.ts'

/** A document's tokens, without [CLS] and [SEP]. */
export interface Document extends Tokens {
  readonly id: string | number
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
  readonly sequences: readonly PartSequence[]
  /** All their tokens. */
  readonly ids: Int32Array
  /** How many tokens each has; they add up to the length of `ids`. */
  readonly lengths: readonly number[]
  /** The place of each token in its sequence, from 0. */
  readonly positionIds: Int32Array
}

/**
 * Packs documents into rows of exactly `maxLength` tokens, in their order: what does not fit into a row is cut, and goes
 * on in the next one, each part between a [CLS] and a [SEP] of its own. The last row may be shorter; so may be another,
 * by one or two, where not even one token would fit between [CLS] and [SEP].
 * @param documents read as rows are asked for; those without tokens are left out
 * @param maxLength in tokens, [CLS] and [SEP] among them
 * @throws RangeError if `maxLength` leaves no room for a token
 * @example
 * const tokenized = ['the dog sees the cat', 'a cat sleeps'].map((text, id) => ({ id, ids: tokenizer.encode(text) }))
 * const rows = [...packDocuments(tokenized, tokenizer, 10)]
 * rows.map(({ lengths }) => lengths) // [[7, 3], [4]]
 */
export function packDocuments(
  documents: Iterable<Document>,
  tokenizer: Pick<Tokenizer, 'sequence'>,
  maxLength: number,
): Generator<PackedRow, void> {
  checkLength('packDocuments', maxLength)
  return rows(documents, tokenizer, maxLength)
}

function* rows(
  documents: Iterable<Document>,
  tokenizer: Pick<Tokenizer, 'sequence'>,
  maxLength: number,
): Generator<PackedRow, void> {
  const packer = rowPacker(tokenizer, maxLength)
  for (const document of documents) for (const row of packer.push(document)) yield packed(row)
  for (const row of packer.end()) yield packed(row)
}

function packed(sequences: readonly PartSequence[]): PackedRow {
  const lengths = sequences.map(({ ids }) => ids.length)
  return {
    sequences,
    lengths,
    ids: Int32Array.from(sequences.flatMap(({ ids }) => [...ids])),
    positionIds: Int32Array.from(lengths.flatMap((length) => [...Array(length).keys()])),
  }
}

/** Takes document after document, and gives each row as it is full. */
interface RowPacker {
  push(document: Document): Iterable<readonly PartSequence[]>
  /** The row that no document has filled, if it has anything. */
  end(): readonly (readonly PartSequence[])[]
}

export function rowPacker(tokenizer: Pick<Tokenizer, 'sequence'>, maxLength: number): RowPacker {
  let row: PartSequence[] = []
  let room = maxLength
  return {
    *push({ id, ...tokens }) {
      let part = 0
      for (let start = 0; start < tokens.ids.length; part++) {
        const sequence = sequenceFrom(tokens, start, tokenizer, room)
        row.push({ id: `${id}/${part}`, ...sequence })
        room -= sequence.ids.length
        start += sequence.ids.length - AROUND
        if (room > AROUND) continue
        yield row
        row = []
        room = maxLength
      }
    },
    end: () => (row.length > 0 ? [row] : []),
  }
}
