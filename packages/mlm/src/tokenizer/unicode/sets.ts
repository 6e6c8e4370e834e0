import { combining, sets } from './tables.ts'

/** A set of characters that Hugging Face's tokenizers tells from others, by the name that it has in the tables. */
export type SetName = keyof typeof sets

type Range = readonly [first: number, last: number]

const LAST = 0x10ffff

/**
 * The set as what stands between the brackets of a regular expression with the flag `u`. JavaScript's own \p{…}, \s and
 * \w are not taken, as they are of other versions of Unicode, and of another one in each engine.
 * @example
 * new RegExp(`[${classOf('white')}]+`, 'u')
 */
export const classOf = (...names: readonly SetName[]): string => written(rangesOf(names))

/**
 * A regular expression over such sets, for a text: where all of a text is ASCII, one over the ASCII in them, which is
 * several times as fast.
 * @param write writes it, of what writes a set
 */
export function expressionOver(
  write: (of: (...names: readonly SetName[]) => string) => string,
): (text: string) => RegExp {
  const all = new RegExp(write(classOf), 'gu')
  const ascii = new RegExp(
    write((...names) =>
      written(
        rangesOf(names).flatMap(([first, last]) =>
          first < 128 ? [[first, Math.min(last, 127)] as const] : [],
        ),
      ),
    ),
    'gu',
  )
  return (text) => (isAscii.test(text) ? ascii : all)
}

const isAscii = /^\p{ASCII}*$/u

/** What is in none of the sets, in the same way. */
export const classOfOthers = (...names: readonly SetName[]): string => {
  const others: Range[] = []
  let next = 0
  for (const [first, last] of rangesOf(names)) {
    if (first > next) others.push([next, first - 1])
    next = Math.max(next, last + 1)
  }
  if (next <= LAST) others.push([next, LAST])
  return written(others)
}

/** Whether a character is in a set. */
export function memberOf(...names: readonly SetName[]): (character: string) => boolean {
  const one = new RegExp(`^[${classOf(...names)}]`, 'u')
  return (character) => one.test(character)
}

/** The canonical combining class of each character that has one but 0. */
export const combiningClasses: ReadonlyMap<string, number> = new Map(
  Object.entries(combining).flatMap(([number, table]) =>
    decoded(table).flatMap(([first, last]) =>
      Array.from(
        { length: last - first + 1 },
        (_, more) => [String.fromCodePoint(first + more), Number(number)] as const,
      ),
    ),
  ),
)

const rangesOf = (names: readonly SetName[]): Range[] =>
  names.flatMap((name) => decoded(sets[name])).sort(([a], [b]) => a - b)

function decoded(table: string): Range[] {
  const numbers = table.split(' ').map((number) => Number.parseInt(number, 36))
  const ranges: Range[] = []
  let at = 0
  for (let index = 0; index < numbers.length; index += 2) {
    const first = at + (numbers[index] ?? 0)
    at = first + (numbers[index + 1] ?? 0)
    ranges.push([first, at])
  }
  return ranges
}

const written = (ranges: readonly Range[]): string =>
  ranges
    .map(([first, last]) => (first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`))
    .join('')

const escaped = (code: number): string => `\\u{${code.toString(16)}}`
