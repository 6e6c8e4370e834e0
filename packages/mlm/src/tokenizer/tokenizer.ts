/** The ids of the special tokens. */
export interface SpecialIds {
  readonly pad: number
  readonly unk: number
  readonly cls: number
  readonly sep: number
  readonly mask: number
}

/** Text to token ids and back. Ids are 0 … vocabularySize−1. */
export interface Tokenizer {
  /** How many ids there are, the special tokens among them. */
  readonly vocabularySize: number
  readonly special: SpecialIds
  /** The ids of a text, without [CLS] and [SEP]. Special tokens written in it, such as `[MASK]`, are recognised. */
  encode(text: string): Int32Array
  /**
   * `[CLS] … [SEP]`, with as many of the first `ids` as fit.
   * @param maxLength in tokens, [CLS] and [SEP] among them
   * @throws RangeError if `maxLength` is less than 2
   */
  sequence(ids: Int32Array, maxLength: number): Int32Array
  /** The tokens joined by spaces, special tokens left out. */
  decode(ids: Iterable<number>): string
  /** @throws RangeError on an id out of range */
  token(id: number): string
  /** What a Hugging Face folder holds of a tokenizer: name → JSON. */
  files(): Record<'tokenizer.json' | 'tokenizer_config.json', string>
}
