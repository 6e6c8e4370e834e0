import type { TrainingState } from './state.ts'
import type { StepMetrics, StepProgress, TrainResult } from './step-metrics.ts'

/** The run, as its hooks see it. */
export interface TrainingRun {
  /** What `train` can go on from after the step that was just done; with the model's parameters it is all of the run. */
  state(): Promise<TrainingState>
  /** No further step is taken. */
  stop(): void
}

/**
 * What goes on beside the steps: bars, logs, validation, checkpoints, early stopping. Each is awaited, one after another
 * in the order of the list, and none of it counts as time of the steps. An error ends the run.
 * @example
 * const untilGood: TrainingHook = { onLog: ({ loss }, run) => (loss < 0.1 ? run.stop() : undefined) }
 */
export interface TrainingHook {
  /** After each step whose loss was read, before `onStep`. */
  readonly onLog?: ((metrics: StepMetrics, run: TrainingRun) => void | Promise<void>) | undefined
  /** After every step. */
  readonly onStep?: ((progress: StepProgress, run: TrainingRun) => void | Promise<void>) | undefined
  /** After the last step, also where the run was stopped; not after an error. */
  readonly onEnd?: ((result: TrainResult, run: TrainingRun) => void | Promise<void>) | undefined
}
