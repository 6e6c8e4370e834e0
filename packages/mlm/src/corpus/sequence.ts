import type { WordIds } from '../masking/words.ts'

/** Tokens that a model reads together, [CLS] and [SEP] among them. */
export interface Sequence {
  /** Names the sequence's random draws: the same id, the same masks. */
  readonly id: string | number
  readonly ids: Int32Array
  /** The word of each token, where the tokens don't tell it themselves; see `wordIdsOf`. */
  readonly wordIds?: WordIds
}

/** Sequences by their place: an array of them, or a source that makes them as they are asked for. */
export interface SequenceSource {
  /** How many there are; may be infinite. */
  readonly length: number
  /** The one at `place`, the same at every call. */
  at(place: number): Sequence | undefined
}

/** What a batch counts: a sequence, or several that are packed together and know nothing of each other. */
export type Row = Sequence | readonly Sequence[]

/** Rows by their place; every `SequenceSource` is one. */
export interface RowSource {
  readonly length: number
  at(place: number): Row | undefined
}

export const sequencesIn = (row: Row): readonly Sequence[] => ('ids' in row ? [row] : row)

/**
 * The sequences of all rows of a source, in their order.
 * @throws RangeError on a source without end
 * @example
 * everySequence(source.training).map(({ ids }) => ids)
 */
export const everySequence = (source: RowSource): Sequence[] =>
  Array.from({ length: source.length }, (_, place) => source.at(place)).flatMap((row) =>
    row === undefined ? [] : sequencesIn(row),
  )
