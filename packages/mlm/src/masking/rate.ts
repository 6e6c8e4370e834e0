import { MaskingError } from './error.ts'

/** A rate that goes in a line from one value, at the first batch of a run, to another, at the last. */
export interface LinearRate {
  /** At the start of training, 0 … 1. */
  readonly from: number
  /** At its end, and in evaluation, 0 … 1. */
  readonly to: number
}

/** The share of tokens to choose, 0 … 1: the same all the time, or one that changes over a run. */
export type MaskRate = number | LinearRate

/**
 * The rate when a share of a run is done. Falling rates: Yang et al. 2023, Learning Better Masking for Better Language
 * Model Pre-training, §3.1 (linear decay).
 * @param progress 0 at the first batch, 1 at the last; what is beyond counts as the end that it is beyond
 * @example
 * rateAt({ from: 0.3, to: 0.15 }, 0.5) // 0.225
 */
export function rateAt(rate: MaskRate, progress: number): number {
  if (typeof rate === 'number') return rate
  const done = Math.min(1, Math.max(0, progress))
  return (1 - done) * rate.from + done * rate.to
}

/** @throws MaskingError on a rate outside 0 … 1 */
export function checkRate(rate: MaskRate): void {
  for (const each of typeof rate === 'number' ? [rate] : [rate.from, rate.to])
    if (!(each >= 0 && each <= 1)) throw new MaskingError(`masking: the rate is 0 … 1, not ${each}`)
}

/**
 * How many of `count` tokens a rate asks for: the nearest whole number, and at least one where there is any and the
 * rate isn't 0. Devlin et al. 2019, google-research/bert, create_pretraining_data.py.
 * @example
 * budgetOf(20, 0.15) // 3
 * budgetOf(2, 0.15) // 1
 */
export function budgetOf(count: number, rate: number): number {
  if (rate === 0) return 0
  return Math.min(count, Math.max(1, Math.round(rate * count)))
}
