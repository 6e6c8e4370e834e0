import type { Cut } from './assemble.ts'
import { words, wordsOfAtMost } from './basic.ts'
import type { KindJson } from './bert-files.ts'
import { ofKind } from './of-kind.ts'
import type { Tokenizer } from './tokenizer.ts'

/** Written before a piece that isn't the first of its word. */
export const CONTINUING = '##'

/** A word of more characters is [UNK] as a whole. */
export const MAX_CHARACTERS = 100

/** The WordPiece keys of a tokenizer.json. */
export const wordPieceJson: KindJson = {
  ideographs: true,
  preTokenizer: { type: 'BertPreTokenizer' },
  decoder: { type: 'WordPiece', prefix: CONTINUING, cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: CONTINUING,
    max_input_chars_per_word: MAX_CHARACTERS,
  },
}

/** The same, but a word of more characters is cut into words of so many: no text without spaces is [UNK] for its length. */
export const cutWordPieceJson: KindJson = {
  ...wordPieceJson,
  preTokenizer: {
    type: 'Sequence',
    pretokenizers: [
      wordPieceJson.preTokenizer,
      { type: 'Split', pattern: { Regex: `.{1,${MAX_CHARACTERS}}` }, behavior: 'Isolated', invert: false },
    ],
  },
}

/** The words of `cutWordPieceJson`. */
export const cutWords = wordsOfAtMost(MAX_CHARACTERS)

/** What becomes of words that are too long for WordPiece. */
export interface WordPieceForm {
  /** A word of more than 100 characters is read as several of 100, instead of as [UNK]; false if not given. */
  readonly cutsLongWords?: boolean
}

/**
 * The WordPiece tokenizer of a whole vocabulary: BERT's. Each word is cut from its start, always as much as the
 * vocabulary has; a word that can't be cut so, or of more than 100 characters, is [UNK].
 * @param tokens by id, the special tokens at any place; `##` starts what continues a word
 * @throws TokenizerError on a token that is there twice, or a special token that is missing
 * @see Devlin et al. 2018, google-research/bert, tokenization.py, WordpieceTokenizer
 * @example
 * const tokenizer = wordPieceOf([...specialTokens, 'play', '##ing'], true)
 * tokenizer.encode('Playing') // Int32Array [5, 6]
 */
export const wordPieceOf = (
  tokens: readonly string[],
  lowerCase: boolean,
  { cutsLongWords = false }: WordPieceForm = {},
): Tokenizer => {
  const form = cutsLongWords
    ? { json: cutWordPieceJson, basic: cutWords }
    : { json: wordPieceJson, basic: words }
  return ofKind({ ...form, parts: wordPieceParts }, tokens, lowerCase)
}

export function wordPieceParts(
  ids: ReadonlyMap<string, number>,
  unk: number,
  maxCharacters = MAX_CHARACTERS,
) {
  let longest = 0
  for (const token of ids.keys()) longest = Math.max(longest, token.length)
  const cut = (word: string): Cut => {
    const unknown: Cut = { ids: [unk], ends: [word.length] }
    if (word.length > maxCharacters && [...word].length > maxCharacters) return unknown
    const found: { ids: number[]; ends: number[] } = { ids: [], ends: [] }
    for (let start = 0; start < word.length; ) {
      const prefix = start > 0 ? CONTINUING : ''
      let end = Math.min(word.length, start + longest)
      let id = ids.get(prefix + word.slice(start, end))
      while (id === undefined && --end > start) id = ids.get(prefix + word.slice(start, end))
      if (id === undefined) return unknown
      found.ids.push(id)
      found.ends.push(end)
      start = end
    }
    return found
  }
  return { marksWords: true, cut }
}
