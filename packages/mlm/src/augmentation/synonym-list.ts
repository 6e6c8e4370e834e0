import { AugmentationError } from './error.ts'
import { inCaseOf } from './letter-case.ts'

/** What may replace a word, itself not among it; none if nothing is known. */
export type Synonyms = (word: string) => readonly string[]

/**
 * Synonyms from a list: a line a set of words that can stand for one another, with commas between, or spaces where a
 * line has no comma. Blank lines, and lines that begin with `#`, are passed over. A word of several sets has the others
 * of all. Case is that of the word asked for, where that is `Capitalised` or `UPPER`.
 * @param name of the list, for messages
 * @throws AugmentationError on a line with fewer than two words, and on a list without any set
 * @example
 * parseSynonyms('big, large, huge\nsmall, little')('Big') // ['Large', 'Huge']
 */
export function parseSynonyms(text: string, name = 'synonyms'): Synonyms {
  const sets = new Map<string, Set<string>>()
  text.split(/\r\n?|\n/).forEach((line, index) => {
    const written = line.replace(/^\uFEFF/, '').trim()
    if (written === '' || written.startsWith('#')) return
    const words = written
      .split(written.includes(',') ? /\s*,\s*/ : /\s+/)
      .filter((word) => word !== '')
      .map((word) => word.normalize('NFC'))
    if (words.length < 2)
      throw new AugmentationError(
        `${name}: line ${index + 1}: ${JSON.stringify(written)} is one word; a line is a set of words, as big, large, huge`,
      )
    for (const word of words) {
      const others = sets.get(word.toLowerCase()) ?? new Set()
      for (const other of words) if (other.toLowerCase() !== word.toLowerCase()) others.add(other)
      sets.set(word.toLowerCase(), others)
    }
  })
  if (sets.size === 0)
    throw new AugmentationError(`${name}: no words; a line is a set of words, as big, large, huge`)
  const lists = new Map([...sets].map(([word, others]) => [word, [...others]]))
  return (word) => {
    const key = word.normalize('NFC').toLowerCase()
    return (lists.get(key) ?? []).map((other) => inCaseOf(word, other))
  }
}
