/**
 * How many of `count` tokens a rate asks for: the nearest whole number, and at least one where there is any and the
 * rate isn't 0. Devlin et al. 2019, google-research/bert, create_pretraining_data.py.
 */
export function budgetOf(count: number, rate: number): number {
  if (rate === 0) return 0
  return Math.min(count, Math.max(1, Math.round(rate * count)))
}
