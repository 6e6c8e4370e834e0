/** The learning rate of a step; steps count from 0. `() => 1e-3` is one. */
export type Schedule = (step: number) => number

/** What every schedule is made from. */
export interface ScheduleSettings {
  /** The highest, after the warmup. */
  readonly learningRate: number
  /** Steps over which the learning rate rises; 0 begins with the highest. */
  readonly warmup: number
  /** Steps in all, those of the warmup among them. */
  readonly steps: number
}

/** A schedule of the list. */
export interface ScheduleKind<Name extends string = string> {
  readonly name: Name
  /** For the help, in a few words. */
  readonly summary: string
  /** Who described it where. */
  readonly source: string
  create(settings: ScheduleSettings): Schedule
}
