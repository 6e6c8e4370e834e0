import { basic } from './basic.ts'
import { sectionsOf, specialTokens } from './special.ts'
import { nothingToLearn } from './training-options.ts'

/** V8 keeps the whole text alive for a slice of it that is longer than this; a shorter one it copies. */
const COPIED = 12

/**
 * How often each word occurs. What stands between spaces is counted first, as it is written, and only each different
 * one of those made uniform and split: most of a text is made of few.
 */
export class WordCounter {
  readonly #chunks = new Map<string, { count: number }>()

  /** Counts a document, and holds none of it. */
  add(document: string): void {
    const counts = this.#chunks
    // Blanks, tabs and line ends; other spaces are rare, and left to `basic`.
    for (let start = 0; start < document.length; ) {
      let end = start
      while (end < document.length && !isBlank(document.charCodeAt(end))) end++
      if (end > start) {
        const chunk = document.slice(start, end)
        const known = counts.get(chunk)
        if (known === undefined) counts.set(chunk.length > COPIED ? copied(chunk) : chunk, { count: 1 })
        else known.count++
      }
      start = end + 1
    }
  }

  /** What stood between spaces, as it was written, and how often. */
  *chunks(): Generator<readonly [text: string, times: number], void> {
    for (const [chunk, { count }] of this.#chunks) yield [chunk, count]
  }

  /** @throws TokenizerError if there are no words */
  words(lowerCase: boolean): Map<string, number> {
    const sections = sectionsOf(specialTokens)
    const counts = new Map<string, number>()
    for (const [chunk, { count }] of this.#chunks)
      for (const { text, isAdded } of sections(chunk))
        if (!isAdded)
          for (const word of basic(text, lowerCase)) counts.set(word, (counts.get(word) ?? 0) + count)
    if (counts.size === 0) throw nothingToLearn()
    return counts
  }
}

const isBlank = (unit: number): boolean => unit === 32 || unit === 10 || unit === 13 || unit === 9

/** The same string in memory of its own. */
const copied = (text: string): string => text.split('').join('')
