import type { WordIds } from './words.ts'

/** Tokens that a model reads together, [CLS] and [SEP] among them. */
export interface Sequence {
  /** Names the sequence's random draws: the same id, the same masks. */
  readonly id: string | number
  readonly ids: Int32Array
  /** The word of each token, where the tokens don't tell it themselves; see `wordIdsOf`. */
  readonly wordIds?: WordIds
}

/** Sequences by their index: an array of them, or a source that makes them as they are asked for. */
export interface SequenceSource {
  /** How many there are; may be infinite. */
  readonly length: number
  /** The one at `index`, the same at every call. */
  at(index: number): Sequence | undefined
}
