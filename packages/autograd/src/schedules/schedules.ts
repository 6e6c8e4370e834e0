import { OptimizerError } from '../optimizer-error.ts'
import { linearKind } from './linear.ts'
import type { ScheduleKind } from './schedule.ts'

/** Every schedule. Every one is held to the same laws by the property tests. */
export const schedules = [linearKind] as const satisfies readonly ScheduleKind[]

/** The name of one of `schedules`. */
export type ScheduleName = (typeof schedules)[number]['name']

/**
 * A schedule of the list by its name.
 * @throws OptimizerError on a name that none has
 * @example
 * scheduleNamed('linear').create({ learningRate: 1e-3, warmup: 10, steps: 100 })(5) // 0.0005
 */
export function scheduleNamed(name: string): ScheduleKind {
  const found = schedules.find((each) => each.name === name)
  if (found === undefined)
    throw new OptimizerError(`no schedule ${name}; there is ${schedules.map((each) => each.name).join(', ')}`)
  return found
}
