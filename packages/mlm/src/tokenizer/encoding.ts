import type { Offsets } from './text/offsets.ts'
import type { Pieces, Tokenizer } from './tokenizer.ts'
import { type TruncationStrategy, truncatedLengths } from './truncation.ts'

/** A text, or two, as a model reads them. Arrays of one length: a place a token. */
export interface Encoding {
  /** 0 … vocabularySize−1. */
  readonly ids: Int32Array
  readonly tokens: readonly string[]
  /**
   * Where each token comes from: `text.slice(start, end)` in the text that it is of, in UTF-16 units (Python counts code
   * points). [0, 0] for a token that was put around the texts.
   */
  readonly offsets: readonly Offsets[]
  /** Which word of its text each token is of, counted from 0 in each text; null for a token put around the texts. */
  readonly wordIds: readonly (number | null)[]
  /** Which text each token is of: 0 the first, 1 the second, null neither. */
  readonly textIds: readonly (0 | 1 | null)[]
  /** The segment of each token: `token_type_ids`. */
  readonly typeIds: Int32Array
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: Int32Array
  /** 1 for a token put around the texts, and for padding. A `[MASK]` written in a text is 0. */
  readonly specialTokensMask: Int32Array
}

/** What is put around a text, and how long it may become. */
export interface EncodeOptions {
  /** The second text. */
  readonly pair?: string
  /** Puts the tokens around the texts that the model wants; true if not given. */
  readonly addSpecialTokens?: boolean
  /** The most tokens, those around the texts among them; as many as there are if not given. */
  readonly maxLength?: number
  /** `longest-first` if not given. */
  readonly truncation?: TruncationStrategy
  /** Pads to so many tokens. */
  readonly padTo?: number
  /** Pads to a multiple of so many. */
  readonly padToMultipleOf?: number
}

/**
 * The tokens of a text, or of two, with all that is known of them; cut to `maxLength`, padded if asked to.
 * @throws RangeError on a `maxLength` without room for the tokens around the texts, or a length that is none
 * @example
 * const wordPiece = wordPieceOf([...specialTokens, 'play', '##ing'], true)
 * const { tokens, offsets } = encodeText(wordPiece, 'Playing', { maxLength: 16 })
 * tokens // ['[CLS]', 'play', '##ing', '[SEP]']
 * offsets // [[0, 0], [0, 4], [4, 7], [0, 0]]
 */
export function encodeText(tokenizer: Tokenizer, text: string, options: EncodeOptions = {}): Encoding {
  const { pair, addSpecialTokens = true, maxLength, truncation = 'longest-first' } = options
  const first = tokenizer.pieces(text)
  const second = pair === undefined ? undefined : tokenizer.pieces(pair)
  const items = tokenizer.template[second === undefined ? 'single' : 'pair'].filter(
    (item) => addSpecialTokens || 'text' in item,
  )
  const around = items.filter((item) => 'id' in item).length
  checkLength('maxLength', maxLength, around)
  const [keptFirst, keptSecond] = truncatedLengths(
    [first.ids.length, second?.ids.length ?? 0],
    (maxLength ?? Number.POSITIVE_INFINITY) - around,
    truncation,
  )
  const rows = items.flatMap((item): Row[] => {
    if ('id' in item) return [{ ...aroundRow, id: item.id, typeId: item.typeId }]
    const isFirst = item.text === 'A'
    const pieces = isFirst ? first : second
    return pieces === undefined ? [] : rowsOf(pieces, isFirst ? keptFirst : keptSecond, isFirst ? 0 : 1, item)
  })
  return columns(tokenizer, padded(rows, paddedLength(rows.length, options), tokenizer))
}

/**
 * Texts, or pairs, padded to the longest of them: what a model takes at once.
 * @param inputs a text, or a text and its second one
 * @param options as of `encodeText`; `padTo` pads all of them to more
 * @example
 * const [cat, dogs] = encodeBatch(tokenizer, ['a cat', ['a dog', 'two dogs']], { maxLength: 128 })
 * cat?.attentionMask // [1, 1, 1, 1, 0, 0, 0]
 * dogs?.typeIds // [0, 0, 0, 0, 1, 1, 1]
 */
export function encodeBatch(
  tokenizer: Tokenizer,
  inputs: readonly (string | readonly [text: string, pair: string])[],
  options: Omit<EncodeOptions, 'pair'> = {},
): Encoding[] {
  const { padTo = 0, padToMultipleOf, ...unpadded } = options
  const encodings = inputs.map((input) =>
    typeof input === 'string'
      ? encodeText(tokenizer, input, unpadded)
      : encodeText(tokenizer, input[0], { ...unpadded, pair: input[1] }),
  )
  const longest = encodings.reduce((most, { ids }) => Math.max(most, ids.length), padTo)
  const length = paddedLength(longest, { ...(padToMultipleOf !== undefined && { padToMultipleOf }) })
  return encodings.map((encoding) => padEncoding(tokenizer, encoding, length))
}

/**
 * The same encoding with [PAD] after it, up to `length` tokens; as it is where it has as many.
 * @param length in tokens
 * @example
 * padEncoding(tokenizer, encodeText(tokenizer, 'a cat'), 6).attentionMask // [1, 1, 1, 1, 0, 0]
 */
export function padEncoding(tokenizer: Tokenizer, encoding: Encoding, length: number): Encoding {
  const rows = encoding.tokens.map(
    (_, place): Row => ({
      id: encoding.ids[place] ?? 0,
      offsets: encoding.offsets[place] ?? nowhere,
      wordId: encoding.wordIds[place] ?? null,
      textId: encoding.textIds[place] ?? null,
      typeId: encoding.typeIds[place] ?? 0,
      attention: encoding.attentionMask[place] ?? 0,
      special: encoding.specialTokensMask[place] ?? 0,
    }),
  )
  return columns(tokenizer, padded(rows, length, tokenizer))
}

/** All that is known of one token. */
interface Row {
  readonly id: number
  readonly offsets: Offsets
  readonly wordId: number | null
  readonly textId: 0 | 1 | null
  readonly typeId: number
  readonly attention: number
  readonly special: number
}

const nowhere: Offsets = [0, 0]
const aroundRow = { offsets: nowhere, wordId: null, textId: null, attention: 1, special: 1 } as const

const rowsOf = (
  { ids, offsets, wordIds }: Pieces,
  kept: number,
  textId: 0 | 1,
  { typeId }: { readonly typeId: number },
): Row[] =>
  Array.from(ids.subarray(0, kept), (id, place) => ({
    id,
    offsets: offsets[place] ?? nowhere,
    wordId: wordIds[place] ?? null,
    textId,
    typeId,
    attention: 1,
    special: 0,
  }))

function padded(rows: readonly Row[], length: number, { special }: Tokenizer): readonly Row[] {
  const pad: Row = { ...aroundRow, id: special.pad, typeId: 0, attention: 0 }
  return [...rows, ...Array.from({ length: Math.max(0, length - rows.length) }, () => pad)]
}

function paddedLength(length: number, { padTo, padToMultipleOf }: EncodeOptions): number {
  checkLength('padTo', padTo, 0)
  checkLength('padToMultipleOf', padToMultipleOf, 1)
  const least = Math.max(length, padTo ?? 0)
  return padToMultipleOf === undefined ? least : Math.ceil(least / padToMultipleOf) * padToMultipleOf
}

function checkLength(name: string, value: number | undefined, least: number): void {
  if (value !== undefined && (!Number.isInteger(value) || value < least))
    throw new RangeError(`encodeText: ${name} is an integer from ${least}, not ${value}`)
}

const columns = (tokenizer: Tokenizer, rows: readonly Row[]): Encoding => ({
  ids: Int32Array.from(rows, ({ id }) => id),
  tokens: rows.map(({ id }) => tokenizer.token(id)),
  offsets: rows.map(({ offsets }) => offsets),
  wordIds: rows.map(({ wordId }) => wordId),
  textIds: rows.map(({ textId }) => textId),
  typeIds: Int32Array.from(rows, ({ typeId }) => typeId),
  attentionMask: Int32Array.from(rows, ({ attention }) => attention),
  specialTokensMask: Int32Array.from(rows, ({ special }) => special),
})
