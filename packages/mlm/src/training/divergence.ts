import type { Schedule } from '@cloze/autograd'
import { TrainingError } from './error.ts'
import type { StepMetrics } from './step-metrics.ts'

/**
 * @param before the last step that was logged, if there was one
 * @throws TrainingError where the loss is no finite number, or the gradients are none, which the weights then aren't
 */
export function checkFinite(
  { step, steps, loss, gradientNorm }: Pick<StepMetrics, 'step' | 'steps' | 'loss' | 'gradientNorm'>,
  before: StepMetrics | undefined,
  schedule: Schedule,
): void {
  if (Number.isFinite(loss) && !Number.isNaN(gradientNorm)) return
  const what = Number.isFinite(loss) ? `the gradients are ${gradientNorm}` : `the loss is ${loss}`
  const was = before === undefined ? '' : ` (it was ${before.loss.toPrecision(4)} at step ${before.step})`
  const { rate, warmup } = peakOf(schedule, steps)
  throw new TrainingError(
    `${what} at step ${step}${Number.isFinite(loss) ? '' : was}: training diverged; try a lower learning rate than ${rate}, or more warmup than ${warmup} steps`,
  )
}

/** The highest rate of the run, and how many steps come before it. */
function peakOf(schedule: Schedule, steps: number): { rate: number; warmup: number } {
  let [rate, warmup] = [schedule(0), 0]
  for (let step = 1; step < steps; step++) if (schedule(step) > rate) [rate, warmup] = [schedule(step), step]
  return { rate, warmup }
}
