/** The words of a text and what stands between them, which put together are the text again. */
import { sectionsOf, specialTokens } from '../tokenizer/special.ts'

/** A text as words, and what stands between them. */
export interface SplitText {
  readonly words: readonly string[]
  /**
   * One more than there are words: what stands before each word, and after the last. Spaces, punctuation, and special
   * tokens, which no augmentation can touch since they are no words.
   */
  readonly gaps: readonly string[]
}

const sections = sectionsOf(specialTokens)

let segmenter: Intl.Segmenter | undefined

/**
 * The words of a text by Unicode's rules (UAX #29), by a dictionary where a script puts no space between them (Chinese,
 * Japanese, Thai).
 * @example
 * splitWords('A [MASK] cat.') // { words: ['A', 'cat'], gaps: ['', ' [MASK] ', '.'] }
 */
export function splitWords(text: string): SplitText {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' }) // here, as not every browser has it
  const words: string[] = []
  const gaps: string[] = []
  let gap = ''
  for (const section of sections(text)) {
    if (section.whole) {
      gap += section.text
      continue
    }
    for (const piece of piecesOf(section.text))
      for (const { segment, isWordLike } of segmenter.segment(piece)) {
        if (isWordLike) {
          words.push(segment)
          gaps.push(gap)
          gap = ''
        } else gap += segment
      }
  }
  return { words, gaps: [...gaps, gap] }
}

/** Characters of a piece, at the least: the segmenter's time for a text grows with the square of its length. */
const PIECE = 1000

/** Where a word ends by all of Unicode's rules: between what joins nothing and a letter that is no mark. */
const wordStart = /(?<=[ \t\r\n\u3000。！？、])[\p{Lu}\p{Ll}\p{Lo}]/gu

/** A text in pieces that have the words of the whole, each in one of them. */
function* piecesOf(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    wordStart.lastIndex = start + PIECE
    const end = wordStart.exec(text)?.index ?? text.length
    yield text.slice(start, end)
    start = end
  }
}

/**
 * The text that words and gaps make.
 * @param words one fewer than gaps
 * @example
 * joinWords({ words: ['a', 'cat'], gaps: ['', ' ', '.'] }) // 'a cat.'
 */
export const joinWords = ({ words, gaps }: SplitText): string =>
  gaps.map((gap, place) => gap + (words[place] ?? '')).join('')

/** Whether a token is one whole word: no piece that goes on with another, no punctuation, no special token. */
export function isWord(token: string): boolean {
  const { words, gaps } = splitWords(token)
  return words.length === 1 && gaps.every((gap) => gap === '')
}

/** Scripts that put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** What parts a word from the one after it: nothing if neither's script has spaces. */
export const spaceBetween = (word: string, next: string): string =>
  unspaced.test(word) && unspaced.test(next) ? '' : ' '
