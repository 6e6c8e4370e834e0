import * as ranges from '../packages/cloze/src/flags/number-ranges.ts'

/** Flags that make no sense: the message says what would. */
export class Misuse extends Error {}

export const integer = (flag: string, text: string, least: number): number =>
  number(flag, text, ranges.integerFrom(least))

export const share = (flag: string, text: string): number => number(flag, text, ranges.share)

export const positive = (flag: string, text: string): number => number(flag, text, ranges.positive)

function number(flag: string, text: string, read: ranges.RangeReader): number {
  const found = read(text)
  if ('problem' in found) throw new Misuse(`--${flag} ${text}: ${found.problem}`)
  return found.value
}

export function choice<const Choices extends readonly string[]>(
  flag: string,
  text: string,
  choices: Choices,
): Choices[number] {
  const found = choices.find((each) => each === text)
  if (found !== undefined) return found
  throw new Misuse(`--${flag} ${text}: must be ${listed(choices)}`)
}

/** `a, b or c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
