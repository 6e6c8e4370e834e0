/** Readers of flags that several commands share. Each throws what commander reports as a misuse. */
import { InvalidArgumentError } from 'commander'
import { readNumber } from '../written-number.ts'

/** The number that a flag gives, as it was written: none is rounded to another. */
function number(text: string, right: string, holds: (value: number) => boolean): number {
  const read = readNumber(text)
  if (read === undefined) throw new InvalidArgumentError(`It must be ${right}, in decimal digits.`)
  if ('problem' in read) throw new InvalidArgumentError(read.problem)
  if (!holds(read.value)) throw new InvalidArgumentError(`It must be ${right}.`)
  return read.value
}

export const integerFrom =
  (least: number) =>
  (text: string): number => {
    const value = number(
      text,
      `an integer of at least ${least}`,
      (found) => Number.isInteger(found) && found >= least,
    )
    if (value > Number.MAX_SAFE_INTEGER)
      throw new InvalidArgumentError(`It must be an integer of at most ${Number.MAX_SAFE_INTEGER}.`)
    return value
  }

/** Above 0, also where it is kept as a float32, as devices keep it. */
export const positive = (text: string): number =>
  number(
    text,
    'a number above 0 that 32 bits can hold, 1e-37 to 3e38',
    (value) => value >= 1e-37 && value <= 3e38,
  )

/** At least 0 and below 1. */
export const share = (text: string): number =>
  number(text, 'at least 0 and below 1', (value) => value >= 0 && value < 1)

/** 0 … 1, both among them. */
export const closedShare = (text: string): number =>
  number(text, 'at least 0 and at most 1', (value) => value >= 0 && value <= 1)

/** Above 0 and below 1. */
export const rate = (text: string): number =>
  number(text, 'above 0 and below 1', (value) => value > 0 && value < 1)
