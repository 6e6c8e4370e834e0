/** Control, format and private characters, lone surrogates, and what decoders leave for a broken byte. */
const discarded = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

/** The ideographs: eight blocks. Neither Hangul nor kana, which are written with other word boundaries. */
const ideographs =
  '\\u4E00-\\u9FFF\\u3400-\\u4DBF\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}\\u{2B740}-\\u{2B81F}\\u{2B820}-\\u{2CEAF}\\uF900-\\uFAFF\\u{2F800}-\\u{2FA1F}'
const ideograph = new RegExp(`[${ideographs}]`, 'gu')

const accent = /\p{Mn}/gu
const space = /\p{White_Space}/gu

/** Each ASCII symbol counts, such as $ and ^. */
const punctuation = '\\p{P}$+<=>^`|~'

/** One punctuation character, or a run of neither those nor spaces. */
const word = new RegExp(`[${punctuation}]|[^${punctuation}\\p{White_Space}]+`, 'gu')

/** The same where spaces count and ideographs are not set apart: each of them is by itself, as punctuation is. */
const wordOrSpace = new RegExp(
  `[${punctuation}\\p{White_Space}${ideographs}]|[^${punctuation}\\p{White_Space}${ideographs}]+`,
  'gu',
)

/** How text is made uniform, and cut into words: Hugging Face's BertNormalizer and BertPreTokenizer. */
export interface Basic {
  /** The words of a uniform text. */
  readonly word: RegExp
  /** Control characters gone; lower case and no accents (`lowerCase`). The parts of a text can be done one by one. */
  uniform(text: string, lowerCase: boolean): string
}

/** Words without the spaces between them, each ideograph a word. */
export const words: Basic = {
  word,
  uniform: (text, lowerCase) => {
    const clean = text.replace(discarded, '').replace(ideograph, ' $& ')
    return lowerCase ? lower(clean) : clean
  },
}

/** The same, but a word of more characters than `most` is cut into words of so many, and what is left. */
export const wordsOfAtMost = (most: number): Basic => ({
  ...words,
  word: new RegExp(`[${punctuation}]|[^${punctuation}\\p{White_Space}]{1,${most}}`, 'gu'),
})

/** Words and spaces; every kind of space becomes U+0020. */
export const wordsAndSpaces: Basic = {
  word: wordOrSpace,
  uniform: (text, lowerCase) => {
    const clean = text.replace(discarded, '').replace(space, ' ')
    return lowerCase ? lower(clean) : clean
  },
}

/**
 * Splits text into words as BERT does: drops control characters, sets each ideograph apart, lower-cases and
 * takes accents off (`lowerCase`), then splits at spaces and makes each punctuation character a word.
 * The same as Hugging Face's BertNormalizer and BertPreTokenizer, but for characters that one of the two
 * Unicode tables does not know yet.
 * @param lowerCase lower-cases and strips accents, both or neither
 * @see Devlin et al. 2018, google-research/bert, tokenization.py, BasicTokenizer
 * @example
 * basic("Où est-il?", true) // ['ou', 'est', '-', 'il', '?']
 */
export function basic(text: string, lowerCase: boolean): string[] {
  return words.uniform(text, lowerCase).match(words.word) ?? []
}

/** Each character by itself: JavaScript alone would make the last sigma of a word ς, Hugging Face does not. */
function lower(text: string): string {
  return text.normalize('NFD').replace(accent, '').replaceAll('Σ', 'σ').toLowerCase()
}
