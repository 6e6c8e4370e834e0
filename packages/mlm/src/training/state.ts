import type { OptimizerState } from '@cloze/autograd'
import { TrainingError } from './error.ts'

/**
 * Where a run is, as plain data: all of it but the model's parameters, which the model saves. It can be cloned, posted to
 * a worker, written to a file.
 */
export interface TrainingState {
  /** Steps that were taken. */
  readonly step: number
  /** Batches that were drawn for them, those that asked for nothing among them: those to come begin after so many. */
  readonly batches: number
  /** Of these steps, padding left out. */
  readonly tokens: number
  /** That these steps took, without what the hooks took. */
  readonly seconds: number
  /** What the randomness of the steps followed from. */
  readonly seed: number
  readonly optimizer: OptimizerState
}

/** @throws TrainingError where no run of `steps` steps with that seed can have been there */
export function checkState(state: TrainingState, { seed, steps }: { seed: number; steps: number }): void {
  for (const name of ['step', 'batches', 'tokens'] as const)
    if (!Number.isSafeInteger(state[name]) || state[name] < 0)
      throw new TrainingError(
        `train: the state has ${name} ${state[name]}; it should be a whole number from 0`,
      )
  if (typeof state.seconds !== 'number' || !(state.seconds >= 0 && state.seconds < Infinity))
    throw new TrainingError(`train: the state has seconds ${state.seconds}; it should be a number from 0`)
  if (state.seed !== seed)
    throw new TrainingError(
      `train: the state is of a run with seed ${state.seed}, not ${seed}: the rest of it would be another run`,
    )
  if (state.step > steps)
    throw new TrainingError(`train: the state has step ${state.step}, beyond the ${steps} steps of this run`)
  if (typeof state.optimizer !== 'object' || state.optimizer === null)
    throw new TrainingError('train: the state has no optimizer: it should be what `state()` of one gives')
  if (state.optimizer.step !== state.step)
    throw new TrainingError(
      `train: the state has step ${state.step}, but its optimizer has taken ${state.optimizer.step}`,
    )
}
