import type { TextTransform } from './transform.ts'

/** A run of letters, marks and digits, with apostrophes inside, and the spaces after it. */
const run = /([\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*)([^\S\n]*)/gu

/** Scripts that put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/**
 * Takes words out of a text, in whatever case, with the spaces after them. Where a script puts no space between words
 * (Chinese, Japanese, Thai, …) `Intl.Segmenter` finds them, and a space is left in their place, so that what stood
 * around one does not become a word.
 * @param words in lower case or not; phrases of several words never match
 * @example
 * removeStopWords(stopWordsOf('en'))('The cat sat on the mat.') // 'cat sat mat.'
 * removeStopWords(stopWordsOf('zh'))('北京大学的学生') // '北京大学 学生'
 */
export function removeStopWords(words: Iterable<string>): TextTransform {
  const stops = new Set(Array.from(words, keyOf))
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' }) // here, as not every browser has it
  const isStop = (word: string) => stops.has(keyOf(word))
  return (text) =>
    text.replace(run, (whole: string, word: string, after: string) => {
      if (isStop(word)) return ''
      return unspaced.test(word) ? removeWithin(segmenter.segment(word), isStop) + after : whole
    })
}

function removeWithin(segments: Intl.Segments, isStop: (word: string) => boolean): string {
  let kept = ''
  for (const { segment } of segments)
    if (!isStop(segment)) kept += segment
    else if (kept !== '' && !kept.endsWith(' ')) kept += ' '
  return kept.trimEnd()
}

const keyOf = (word: string) => word.normalize('NFC').toLowerCase().replaceAll('’', "'")
