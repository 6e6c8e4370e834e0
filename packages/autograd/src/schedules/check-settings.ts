import { checkOptions } from '@cloze/tensor/extend'
import { OptimizerError } from '../optimizer-error.ts'
import type { ScheduleSettings } from './schedule.ts'

/** @throws OptimizerError that names the setting which no schedule can have */
export function checkSettings(schedule: string, settings: ScheduleSettings): ScheduleSettings {
  const name = `schedule ${schedule}`
  const names = { learningRate: true, warmup: true, steps: true } as const
  const { learningRate, warmup, steps } = checkOptions(name, settings, names)
  const fail = (what: string): never => {
    throw new OptimizerError(`${name}: ${what}`)
  }
  if (!(learningRate >= 0 && learningRate < Infinity))
    fail(`learningRate is ${learningRate}; it should be a number from 0`)
  if (!Number.isInteger(warmup) || warmup < 0)
    fail(`warmup is ${warmup} steps; it should be a whole number from 0`)
  if (!Number.isInteger(steps) || steps < 1) fail(`steps is ${steps}; it should be a whole number from 1`)
  return settings
}
