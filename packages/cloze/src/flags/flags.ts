/** Readers of flags that several commands share. Each throws what commander reports as a misuse. */
import { InvalidArgumentError } from 'commander'
import * as ranges from './number-ranges.ts'

/** The number that a flag gives, as it was written: none is rounded to another. */
const flag =
  (read: ranges.RangeReader) =>
  (text: string): number => {
    const found = read(text)
    if ('problem' in found) throw new InvalidArgumentError(`It ${found.problem}.`)
    return found.value
  }

export const integerFrom = (least: number, most?: number) => flag(ranges.integerFrom(least, most))
export const positive = flag(ranges.positive)
export const share = flag(ranges.share)
export const closedShare = flag(ranges.closedShare)
export const rate = flag(ranges.rate)
