/**
 * The share of the full learning rate at a step: up in a line over `warmup` steps, then down in a line to 0 at `total`.
 * The same as transformers' get_linear_schedule_with_warmup; steps count from 0, and the first has rate 0 if there is a
 * warmup.
 * @example
 * linearSchedule(5, 10, 100) // 0.5
 */
export function linearSchedule(step: number, warmup: number, total: number): number {
  if (step < warmup) return step / Math.max(1, warmup)
  return Math.max(0, (total - step) / Math.max(1, total - warmup))
}
