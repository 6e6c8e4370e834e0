import type { TextTransform } from './transform.ts'

/** BERT's eight blocks of Chinese characters: neither Hangul nor kana, which are written with other word boundaries. */
const blocks =
  '\\u4E00-\\u9FFF\\u3400-\\u4DBF\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}\\u{2B740}-\\u{2B81F}\\u{2B820}-\\u{2CEAF}\\uF900-\\uFAFF\\u{2F800}-\\u{2FA1F}'

/** Where a character stands beside another one that is no space, and one of the two is an ideograph. */
const seam = new RegExp(`(?<=[${blocks}])(?=\\S)|(?<=\\S)(?=[${blocks}])`, 'gu')

/**
 * Sets each Chinese character apart by spaces, so that it is a word of its own, as BERT does. Cloze's tokenizers do so
 * anyway; this is for what splits at spaces alone.
 * @see Devlin et al. 2018, google-research/bert, tokenization.py, BasicTokenizer
 * @example
 * separateIdeographs('读BERT的书') // '读 BERT 的 书'
 */
export const separateIdeographs: TextTransform = (text) => text.replace(seam, ' ')
