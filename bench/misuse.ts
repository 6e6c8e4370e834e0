import { readNumber } from '../packages/mlm/src/written-number.ts'

/** Flags that make no sense: the message says what would. */
export class Misuse extends Error {}

export const integer = (flag: string, text: string, least: number): number =>
  number(
    [flag, text],
    `an integer of at least ${least}`,
    (value) => Number.isSafeInteger(value) && value >= least,
  )

export const share = (flag: string, text: string): number =>
  number([flag, text], 'at least 0 and below 1', (value) => value >= 0 && value < 1)

/** Above 0, also as a float32. */
export const positive = (flag: string, text: string): number =>
  number(
    [flag, text],
    'a number above 0 that 32 bits can hold, 1e-37 to 3e38',
    (value) => value >= 1e-37 && value <= 3e38,
  )

function number(
  [flag, text]: readonly [flag: string, text: string],
  right: string,
  holds: (value: number) => boolean,
): number {
  const read = readNumber(text)
  if (read === undefined) throw new Misuse(`--${flag} ${text}: must be ${right}, in decimal digits`)
  if ('problem' in read)
    throw new Misuse(`--${flag} ${text}: ${read.problem.replace(/^It /, '').replace(/\.$/, '')}`)
  if (!holds(read.value)) throw new Misuse(`--${flag} ${text}: must be ${right}`)
  return read.value
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
