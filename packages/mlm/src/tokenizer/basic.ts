import { bertNormalizer, discarded, ideographs } from './normalizers/bert.ts'
import { type Aligned, untouched } from './text/aligned.ts'
import { normalForm } from './unicode/normal-forms.ts'
import { classOf } from './unicode/sets.ts'

const unwanted = new RegExp(`[${discarded}]`, 'gu')
const ideograph = new RegExp(`[${ideographs}]`, 'gu')
const accent = new RegExp(`[${classOf('accent')}]`, 'gu')
const spaces = classOf('white')
const space = new RegExp(`[${spaces}]`, 'gu')
const punctuation = classOf('punctuation')

/** One punctuation character, or a run of neither those nor spaces. */
const word = new RegExp(`[${punctuation}]|[^${punctuation}${spaces}]+`, 'gu')

/** The same where spaces count and ideographs are not set apart: each of them is by itself, as punctuation is. */
const wordOrSpace = new RegExp(
  `[${punctuation}${spaces}${ideographs}]|[^${punctuation}${spaces}${ideographs}]+`,
  'gu',
)

/** How text is made uniform, and cut into words: Hugging Face's BertNormalizer and BertPreTokenizer. */
export interface Basic {
  /** The words of a uniform text. */
  readonly word: RegExp
  /** Control characters gone; lower case and no accents (`lowerCase`). The parts of a text can be done one by one. */
  uniform(text: string, lowerCase: boolean): string
  /** The same, with where each unit of it comes from; a space may be another one. */
  aligned(text: string, start: number, lowerCase: boolean): Aligned
}

/** Words without the spaces between them, each ideograph a word. */
export const words: Basic = {
  word,
  uniform: (text, lowerCase) => {
    const clean = text.replace(unwanted, '').replace(ideograph, ' $& ')
    return lowerCase ? lower(clean) : clean
  },
  aligned: alignedBy({ ideographsApart: true }),
}

/** The same, but a word of more characters than `most` is cut into words of so many, and what is left. */
export const wordsOfAtMost = (most: number): Basic => ({
  ...words,
  word: new RegExp(`[${punctuation}]|[^${punctuation}${spaces}]{1,${most}}`, 'gu'),
})

/** Words and spaces; every kind of space becomes U+0020. */
export const wordsAndSpaces: Basic = {
  word: wordOrSpace,
  uniform: (text, lowerCase) => {
    const clean = text.replace(unwanted, '').replace(space, ' ')
    return lowerCase ? lower(clean) : clean
  },
  aligned: alignedBy({ ideographsApart: false }),
}

/**
 * Splits text into words as BERT does: drops control characters, sets each ideograph apart, lower-cases and
 * takes accents off (`lowerCase`), then splits at spaces and makes each punctuation character a word.
 * The same as Hugging Face's BertNormalizer and BertPreTokenizer.
 * @param lowerCase lower-cases and strips accents, both or neither
 * @see Devlin et al. 2018, google-research/bert, tokenization.py, BasicTokenizer
 * @example
 * basic("Où est-il?", true) // ['ou', 'est', '-', 'il', '?']
 */
export function basic(text: string, lowerCase: boolean): string[] {
  return words.uniform(text, lowerCase).match(words.word) ?? []
}

function alignedBy({ ideographsApart }: { readonly ideographsApart: boolean }): Basic['aligned'] {
  const normalizers = [false, true].map((lowercase) =>
    bertNormalizer({ clean_text: true, handle_chinese_chars: ideographsApart, lowercase }),
  )
  return (text, start, lowerCase) => {
    const aligned = untouched(text, start)
    return normalizers[Number(lowerCase)]?.(aligned) ?? aligned
  }
}

/** Of these blocks and signs JavaScript has the same decompositions and orders of marks as Unicode 9. */
const unaffected =
  /^[\0-\u07bf\u0e00-\u0e7f\u1100-\u11ff\u1e00-\u27ff\u3000-\ua7f0\uac00-\ud7a3\ud83c-\ud83e\ud840-\ud87f\udc00-\udfff\ufb00-\uffff]*$/

/** Each character by itself: JavaScript alone would make the last sigma of a word ς, Hugging Face does not. */
function lower(text: string): string {
  const decomposed = unaffected.test(text) ? text.normalize('NFD') : decomposedOf(text)
  return decomposed.replace(accent, '').replaceAll('Σ', 'σ').toLowerCase()
}

const decomposedOf = (text: string): string =>
  normalForm('NFD', text)
    .map(([character]) => character)
    .join('')
