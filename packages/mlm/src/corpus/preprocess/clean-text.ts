import type { TextTransform } from './transform.ts'

/** Control, format and private characters, lone surrogates, and what decoders leave for a broken byte. */
const control = /\uFFFD|(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

/** All spaces but the line's end. */
const space = /[\t\p{Zs}]/gu

/**
 * Takes out control characters and makes every space a plain one, as BERT's cleaning of text does; line ends stay, as
 * `\n`.
 * @see Devlin et al. 2018, google-research/bert, tokenization.py, BasicTokenizer
 * @example
 * cleanText('a\u200Bb\u00A0c') // 'ab c'
 */
export const cleanText: TextTransform = (text) =>
  text.replace(/\r\n?/g, '\n').replace(control, '').replace(space, ' ')
