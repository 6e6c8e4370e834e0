/** Flags that make no sense: the message says what would. */
export class Misuse extends Error {}

export function integer(flag: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least) return value
  throw new Misuse(`--${flag} ${text}: must be an integer of at least ${least}`)
}

export function share(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value < 1) return value
  throw new Misuse(`--${flag} ${text}: must be at least 0 and below 1`)
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
