/** A token of a word: what it is, and where it lies in the word, in UTF-16 units. */
export interface Token {
  readonly id: number
  /** As Hugging Face's tokenizers calls it: of what Unigram doesn't know, the text itself. */
  readonly value: string
  readonly from: number
  readonly to: number
}

/** Cuts a word, which is not empty, into tokens. */
export type Model = (word: string) => readonly Token[]
