import { type ConfidenceInterval, pairedInterval } from '@cloze/mlm/evaluation'

/**
 * The probability that Student's t with so many degrees of freedom lies within −t … t.
 * @see Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const [sine, square] = [Math.sin(angle), Math.cos(angle) ** 2]
  const odd = freedom % 2
  let [term, sum] = [odd ? Math.cos(angle) : 1, 0]
  for (let power = odd; power <= freedom - 2; power += 2) {
    sum += term
    term *= (square * (power + 1)) / (power + 2)
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}

/** The 97.5 % quantile of Student's t: 12.706 of one degree of freedom, 2.776 of four. */
export function quantileOfT(freedom: number): number {
  if (!Number.isInteger(freedom) || freedom < 1)
    throw new RangeError(`quantileOfT: the degrees of freedom are an integer from 1, not ${freedom}`)
  let [low, high] = [0, 16]
  while (high - low > 1e-9) {
    const middle = (low + high) / 2
    if (within(middle, freedom) < 0.95) low = middle
    else high = middle
  }
  return low
}

/** The mean of a few values and its 95 % interval by Student's t; without end for a single value. */
export function tInterval(values: readonly number[]): ConfidenceInterval {
  const found = pairedInterval(values.map((value) => [value]))
  const reach =
    values.length < 2 ? Number.POSITIVE_INFINITY : quantileOfT(values.length - 1) * found.standardError
  return { ...found, low: found.mean - reach, high: found.mean + reach }
}
