import type { SpecialIds, Template } from './format/template.ts'
import type { Offsets } from './text/offsets.ts'

/** The tokens of one text, without those that a model wants around it. Arrays of one length. */
export interface Pieces {
  readonly ids: Int32Array
  /**
   * Where each token comes from: `text.slice(start, end)` is the token before normalisation. In UTF-16 units of the
   * original text, as JavaScript counts; Python counts code points. Tokens that share a character share its offsets.
   */
  readonly offsets: readonly Offsets[]
  /** Which word each token is of, counted from 0 in the order of the text. */
  readonly wordIds: Int32Array
}

/** Text to token ids and back. Ids are 0 … vocabularySize−1. */
export interface Tokenizer {
  /** How many ids there are, the special tokens among them. */
  readonly vocabularySize: number
  readonly special: SpecialIds
  readonly template: Template
  /**
   * Whether the tokens tell words by themselves: one that begins with `##` goes on with the word before it, and any other
   * begins one. Where they don't, `pieces` tells.
   */
  readonly marksWords: boolean
  /** The ids of a text, without [CLS] and [SEP]. Special tokens written in it, such as `[MASK]`, are recognised. */
  encode(text: string): Int32Array
  /** The same ids, with where each comes from: slower. */
  pieces(text: string): Pieces
  /**
   * `[CLS] … [SEP]`, with as many of the first `ids` as fit.
   * @param maxLength in tokens, [CLS] and [SEP] among them
   * @throws RangeError if `maxLength` is less than 2
   */
  sequence(ids: Int32Array, maxLength: number): Int32Array
  /**
   * The text that tokens spell, special tokens left out. Word-level tokens are joined by spaces, pieces of a word
   * without, characters as they are.
   * @param options.keepSpecialTokens leaves special tokens in
   */
  decode(ids: Iterable<number>, options?: { readonly keepSpecialTokens?: boolean }): string
  /** @throws RangeError on an id out of range */
  token(id: number): string
  /** What a Hugging Face folder holds of a tokenizer: name → JSON. */
  files(): Record<'tokenizer.json' | 'tokenizer_config.json', string>
}
