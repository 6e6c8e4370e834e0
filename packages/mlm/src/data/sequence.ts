import type { Sequence } from '../masking/sequence.ts'

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
 * everySequence(source.validation).length // 1000
 */
export const everySequence = (source: RowSource): Sequence[] =>
  Array.from({ length: source.length }, (_, place) => source.at(place)).flatMap((row) =>
    row === undefined ? [] : sequencesIn(row),
  )
