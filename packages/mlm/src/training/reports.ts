/** What a run tells while it goes on. */

/** What is known after every step, without waiting for the device. */
export interface StepReport {
  /** Counts from 1. */
  readonly step: number
  readonly steps: number
  readonly learningRate: number
  /** Of the whole run so far, padding left out. */
  readonly tokensPerSecond: number
  /** That the steps took so far, without what the hooks took. */
  readonly seconds: number
}

/** What is known where the values of a step were read, too. */
export interface LossReport extends StepReport {
  /** The mean over what was predicted in the step, in nats. */
  readonly loss: number
  /** The share of predictions that were right, where the model gives its scores. */
  readonly accuracy: number | undefined
  /** Before clipping. */
  readonly gradientNorm: number
}

/** How training ended, and how fast it was. */
export interface TrainResult {
  /** How many were done, those of the run that was gone on with among them: fewer than asked for where it was stopped. */
  readonly steps: number
  /** Padding left out. */
  readonly tokensPerSecond: number
  /** Of the steps alone, without what the hooks took. */
  readonly seconds: number
}
