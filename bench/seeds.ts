/** The 97.5 % quantiles of Student's t distribution with 1, 2, … degrees of freedom (any table of it). */
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]

/** The most seeds that `overSeeds` has a quantile for. */
export const MOST_SEEDS = quantiles.length + 1

/** A mean over seeds, and half the width of its 95 % confidence interval. */
export interface OverSeeds {
  readonly mean: number
  /** Infinite for one seed. */
  readonly halfWidth: number
}

/** @param values one of each seed, taken for independent draws of a normal distribution */
export function overSeeds(values: readonly number[]): OverSeeds {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)
  const quantile = quantiles[count - 2]
  return {
    mean,
    halfWidth: quantile === undefined ? Number.POSITIVE_INFINITY : quantile * Math.sqrt(variance / count),
  }
}

/** `5.61 ± 0.02`. */
export const plusMinus = ({ mean, halfWidth }: OverSeeds, digits: number): string =>
  `${mean.toFixed(digits)} ± ${halfWidth.toFixed(digits)}`
