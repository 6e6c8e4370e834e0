/** A mean with its 95 % confidence interval. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
  /** Of the mean. */
  readonly standardError: number
  /** How many values were averaged. */
  readonly count: number
}

/** The 97.5 % quantile of the normal distribution. */
const QUANTILE = 1.96

/**
 * The mean of all values and its 95 % confidence interval. Values of one sentence depend on one another, so
 * sentences, not values, count as independent draws: the mean is a ratio of two sums over sentences, and its
 * standard error is that of a ratio (Cochran 1977, Sampling Techniques, §2.11), the cluster-robust one.
 *
 * For two predictors on the same positions, pass the differences of their losses: what makes a position hard
 * for both then drops out.
 * @param differencesBySentence the values of each sentence; an empty sentence doesn't count
 * @returns in the unit of the values; an infinite interval for fewer than two sentences
 * @throws RangeError where there is no value
 * @example
 * pairedInterval([[1, 2], [3]]).mean // 2
 */
export function pairedInterval(differencesBySentence: readonly ArrayLike<number>[]): Interval {
  const sentences = differencesBySentence
    .filter((values) => values.length > 0)
    .map((values) => ({
      sum: Array.from(values).reduce((sum, value) => sum + value, 0),
      size: values.length,
    }))
  const count = sentences.reduce((total, { size }) => total + size, 0)
  if (count === 0) throw new RangeError('pairedInterval: no values')

  const mean = sentences.reduce((total, { sum }) => total + sum, 0) / count
  const squares = sentences.reduce((total, { sum, size }) => total + (sum - mean * size) ** 2, 0)
  const clusters = sentences.length
  const standardError =
    clusters < 2 ? Number.POSITIVE_INFINITY : Math.sqrt((squares * clusters) / (clusters - 1)) / count
  return {
    mean,
    low: mean - QUANTILE * standardError,
    high: mean + QUANTILE * standardError,
    standardError,
    count,
  }
}
