/** The ids of the special tokens. */
export interface SpecialIds {
  readonly pad: number
  readonly unk: number
  readonly cls: number
  readonly sep: number
  readonly mask: number
}

/** The tokens of one text, without those that a model wants around it. Arrays of one length. */
export interface Pieces {
  readonly ids: Int32Array
  /**
   * Where each token comes from: `text.slice(start, end)` is the token before normalisation. In UTF-16 units of the
   * original text, as JavaScript counts; Python counts code points. Tokens that share a character share its place.
   */
  readonly offsets: readonly Offsets[]
  /** Which word each token is of, counted from 0 in the order of the text. */
  readonly wordIds: Int32Array
}

export type Offsets = readonly [start: number, end: number]

/** What stands around texts: `[CLS] A [SEP]`, or `[CLS] A [SEP] B [SEP]`. */
export interface Template {
  readonly single: readonly TemplateItem[]
  readonly pair: readonly TemplateItem[]
}

/** A special token by its id, or one of the texts; either with the segment that it counts to. */
export type TemplateItem =
  | { readonly id: number; readonly typeId: number }
  | { readonly text: 'A' | 'B'; readonly typeId: number }

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
   * @param options.keepSpecial leaves special tokens in
   */
  decode(ids: Iterable<number>, options?: { readonly keepSpecial?: boolean }): string
  /** @throws RangeError on an id out of range */
  token(id: number): string
  /** What a Hugging Face folder holds of a tokenizer: name → JSON. */
  files(): Record<'tokenizer.json' | 'tokenizer_config.json', string>
}

/** BERT's template. */
export const bertTemplate = ({ cls, sep }: Pick<SpecialIds, 'cls' | 'sep'>): Template => {
  const single: TemplateItem[] = [
    { id: cls, typeId: 0 },
    { text: 'A', typeId: 0 },
    { id: sep, typeId: 0 },
  ]
  return { single, pair: [...single, { text: 'B', typeId: 1 }, { id: sep, typeId: 1 }] }
}

/** What `Tokenizer.sequence` does. */
export function sequenceBy({ single }: Template): Tokenizer['sequence'] {
  const text = single.findIndex((item) => 'text' in item)
  const idsOf = (items: readonly TemplateItem[]) => items.flatMap((item) => ('id' in item ? item.id : []))
  const before = idsOf(single.slice(0, text))
  const after = idsOf(single.slice(text + 1))
  return (inner, maxLength) => {
    const room = maxLength - before.length - after.length
    if (!(room >= 0)) throw new RangeError(`sequence: [CLS] and [SEP] don't fit in ${maxLength}`)
    return Int32Array.from([...before, ...inner.subarray(0, room), ...after])
  }
}
