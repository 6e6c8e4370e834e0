import type { SetName } from '../unicode/sets.ts'

/** What several letters fold to one for: Oniguruma knows that ß is ss where case doesn't count. Each begins with two. */
const together = new Set([
  ...[
    'ss',
    'st',
    'ff',
    'fi',
    'fl',
    'i\u0307',
    '\u02bcn',
    'j\u030c',
    'h\u0331',
    't\u0308',
    'w\u030a',
    'y\u030a',
  ],
  'a\u02be',
])

/** Whether two letters beside each other are another one where case doesn't count. */
export const foldTogether = (first: string, second: string): boolean =>
  together.has((first + second).toLowerCase())

/** Letters beyond ASCII that are an ASCII letter in another case. */
const beyond: Readonly<Record<string, string>> = { s: 'ſ', k: '\u212a' }

/** The characters that one is where case doesn't count; undefined beyond ASCII, where a letter may be several. */
export function casesOf(character: string): string[] | undefined {
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()]
  if (character > '\u007f' && lower !== upper) return undefined
  return [...new Set([lower, upper, ...(beyond[lower] ?? '')])]
}

/** The sets that hold each letter in all of its cases. */
const closed: readonly SetName[] = [
  ...(['white', 'w', 'd', 'N', 'Nd', 'P', 'S', 'Lo', 'Cyrillic', 'Arabic', 'Hebrew'] as const),
  ...(['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Devanagari'] as const),
]

/** Whether the sets are the same where case doesn't count. */
export const areCaseless = (sets: readonly SetName[]): boolean => sets.every((set) => closed.includes(set))
