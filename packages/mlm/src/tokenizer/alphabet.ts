import { byCount, compareCodePoints } from './text/code-points.ts'
import { CONTINUING } from './wordpiece.ts'

/** So many characters are had whatever the text, if there is room: Hugging Face's usual limit. */
const LEAST = 1000

/** Beyond those, more are had until the others are less than this share of the text. */
const LEFT_OUT = 1e-4

interface AlphabetOptions {
  /** The most characters; where left out, what `LEAST` and `LEFT_OUT` say. */
  readonly limit: number | undefined
  /** The most pieces. */
  readonly capacity: number
}

interface Alphabet {
  readonly pieces: readonly string[]
  /** Those that no limit left out, but that the text hardly needs: for ids that nothing else takes. */
  readonly rare: readonly string[]
}

/**
 * The characters that WordPiece begins with, the most frequent ones, each as it begins a word, and as it goes on (`##`)
 * if it does: as many as there is room for.
 *
 * A piece that is joined makes text shorter; a character that is left out loses the words that have it. So the alphabet
 * goes first, as far as the text needs it: Chinese has its thousands, while the odd characters of an English text, a
 * ten-thousandth of it, take no ids from its words.
 * @param counts how often each word occurs
 */
export function alphabetOf(
  counts: ReadonlyMap<string, number>,
  { limit, capacity }: AlphabetOptions,
): Alphabet {
  const frequency = new Map<string, number>()
  const inside = new Set<string>()
  let left = 0
  for (const [word, count] of counts) {
    let first = true
    for (const character of word) {
      frequency.set(character, (frequency.get(character) ?? 0) + count)
      left += count
      if (!first) inside.add(character)
      first = false
    }
  }
  const characters = [...frequency].sort(byCount)
  const fewest = left * LEFT_OUT
  let needed = 0
  for (const [, count] of characters) {
    if (needed >= LEAST && left < fewest) break
    left -= count
    needed++
  }
  const formsOf = (character: string) =>
    inside.has(character) ? [character, CONTINUING + character] : [character]
  const forms = characters.map(([character]) => formsOf(character))
  const start: string[] = []
  const continuing: string[] = []
  for (const [first, ...others] of forms.slice(0, limit ?? needed)) {
    if (first === undefined || start.length + continuing.length + 1 + others.length > capacity) break
    start.push(first)
    continuing.push(...others)
  }
  return {
    pieces: [...start.sort(compareCodePoints), ...continuing.sort(compareCodePoints)],
    rare: limit === undefined ? forms.slice(needed).flat() : [],
  }
}
