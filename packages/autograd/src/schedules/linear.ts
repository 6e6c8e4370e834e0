import { checkSettings } from './check-settings.ts'
import type { Schedule, ScheduleKind, ScheduleSettings } from './schedule.ts'

/**
 * Up in a line over the warmup, then down in a line to 0 at the end. The same as transformers'
 * get_linear_schedule_with_warmup: the first step has rate 0 if there is a warmup.
 * @throws OptimizerError on settings that are none
 * @example
 * linearSchedule({ learningRate: 1e-3, warmup: 10, steps: 100 })(5) // 5e-4
 */
export function linearSchedule(settings: ScheduleSettings): Schedule {
  const { learningRate, warmup, steps } = checkSettings('linear', settings)
  const share = (step: number) =>
    step < warmup ? step / Math.max(1, warmup) : Math.max(0, (steps - step) / Math.max(1, steps - warmup))
  return (step) => learningRate * share(step)
}

export const linearKind = {
  name: 'linear',
  summary: 'up over the warmup, then down to 0, both in a line',
  source: 'Devlin et al. 2018, appendix A.2',
  create: linearSchedule,
} as const satisfies ScheduleKind
