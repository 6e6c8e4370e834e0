/** What an optimizer is, and what of it can be taken out and put in again. */
import type { Holder, Tensor, Values } from '@cloze/tensor'
import type { OptionNames } from '@cloze/tensor/extend'
import type { ParameterTree } from '../parameters.ts'
import type { Schedule } from '../schedules/schedule.ts'

/** What an optimizer carries from step to step, as plain data: it can be cloned, posted to a worker, written to a file. */
export interface OptimizerState {
  /** The name of the optimizer that it is of. */
  readonly optimizer: string
  /** How many steps were taken. */
  readonly step: number
  /** By the buffer's name, then by the parameter's: as many numbers as the parameter has, in the device's float type. */
  readonly buffers: Readonly<Record<string, Readonly<Record<string, Values>>>>
}

/** How far a step goes. */
export interface StepOptions {
  /** Of this step; a schedule's. Not negative. The optimizer's own where left out. */
  readonly learningRate?: number
  /**
   * What every gradient is multiplied by first, in the same sweep: `scale` of `clipGradients`. A scalar; 1 where left out.
   */
  readonly scale?: Tensor | number
}

/**
 * Moves parameters by their gradients. Its buffers, which are what it holds, live until `dispose`.
 * @example
 * const w = parameter(tensor([1, 2]))
 * const optimizer = sgd({ w }, { learningRate: 0.1 })
 * backward(sum(square(w)))
 * optimizer.step()
 * await w.data() // [0.800, 1.600]
 * optimizer.step(gradients(sum(square(w)), [w]))
 * optimizer.dispose()
 */
export interface Optimizer extends Holder {
  /** As on a command line: `adamw`. */
  readonly name: string
  /**
   * Gives every parameter its next value.
   * @param gradients one for each parameter, of its shape, in their order; those that `backward` left, which are then
   * cleared, where left out
   * @throws OptimizerError, before anything moves, on gradients that are not those, or a learning rate that is none
   */
  step(gradients?: readonly Tensor[], options?: StepOptions): void
  /** A copy, read from the device. */
  state(): Promise<OptimizerState>
  /**
   * Goes on from a state: with the parameters of that time, the steps after it give the same bits as they would have
   * given then.
   * @throws OptimizerError, and stays as it is, where the state is of another optimizer or of other parameters
   */
  load(state: OptimizerState): void
  /** Lets go of the buffers. */
  dispose(): void
}

/** What every optimizer may be told. */
export interface OptimizerOptions {
  /** How far each step goes that is not told; a schedule is called with the number of steps taken. */
  readonly learningRate?: number | Schedule
  /** What pulls parameters towards 0; each optimizer says how. */
  readonly weightDecay?: number
  /** Which parameters decay, by name; all where left out. */
  readonly decays?: (name: string) => boolean
  /**
   * Whether parameters that move alike lie end to end in one buffer, with what is kept of them, so that a step is one
   * sweep; where the device allows it, if left out. No bit depends on it.
   */
  readonly flat?: boolean
}

/**
 * The names of what every optimizer may be told, for `checkOptions`.
 * @example
 * Object.keys(optimizerNames) // ['learningRate', 'weightDecay', 'decays', 'flat']
 */
export const optimizerNames: OptionNames<OptimizerOptions> = {
  learningRate: true,
  weightDecay: true,
  decays: true,
  flat: true,
}

/** An optimizer of the list. */
export interface OptimizerKind<Name extends string = string> {
  readonly name: Name
  /** For the help, in a few words. */
  readonly summary: string
  /** Who described it where. */
  readonly source: string
  create(parameters: ParameterTree, options?: OptimizerOptions): Optimizer
}
