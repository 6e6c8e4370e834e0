/** The ranges that numbers of flags lie in: what each takes, and what it says of the others. */
import { type ParsedNumber, parseNumber } from '@cloze/mlm/masking'

/** Reads a number of one range; the problem is the end of a sentence on the flag. */
export type RangeReader = (text: string) => ParsedNumber

const range =
  (right: string, holds: (value: number) => boolean): RangeReader =>
  (text) => {
    const read = parseNumber(text)
    if (read === undefined) return { problem: `must be ${right}, in decimal digits` }
    if ('problem' in read || holds(read.value)) return read
    return { problem: `must be ${right}` }
  }

/** @param most where not every integer is a number any more, if left out */
export const integerFrom = (least: number, most = Number.MAX_SAFE_INTEGER): RangeReader => {
  const integer = range(
    `an integer of at least ${least}`,
    (value) => Number.isInteger(value) && value >= least,
  )
  return (text) => {
    const read = integer(text)
    if ('problem' in read || read.value <= most) return read
    return { problem: `must be an integer of at most ${most}` }
  }
}

/** Above 0, also where it is kept as a float32, as devices keep it. */
export const positive = range(
  'a number above 0 that 32 bits can hold, 1e-37 to 3e38',
  (value) => value >= 1e-37 && value <= 3e38,
)

/** At least 0 and below 1. */
export const share = range('at least 0 and below 1', (value) => value >= 0 && value < 1)

/** 0 … 1, both among them. */
export const closedShare = range('at least 0 and at most 1', (value) => value >= 0 && value <= 1)

/** Above 0 and below 1. */
export const rate = range('above 0 and below 1', (value) => value > 0 && value < 1)
