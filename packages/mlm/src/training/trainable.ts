import type { NamedParameters, Variable } from '@cloze/autograd'

/** When and why a loss is asked for: what randomness in the model follows from. */
export interface LossContext {
  /** Of what is drawn in the model, as for dropout. */
  readonly seed: number
  /** Counts from 0. */
  readonly step: number
  /** How many examples of the step came before this batch: more than 0 where a step is made of several batches. */
  readonly firstExample: number
  /** Whether cells are dropped. */
  readonly training: boolean
}

/** What a model gives for a batch: the loss, and what figures are made of. */
export interface BatchLoss {
  /** A scalar: the mean over what is predicted, in nats. */
  readonly loss: Variable
  /** How many predictions the loss is the mean of. */
  readonly count: number
  /** (N, C): where the model is not in training, for what is told of each prediction. */
  readonly logits?: Variable
  /** (N), int32: the likeliest class of each row, for the accuracy in training. */
  readonly predictions?: Variable
  /** Of each row; below 0 where it has none. */
  readonly labels?: Int32Array
}

/** How large a batch is, in what is counted of it. */
export interface BatchSize {
  /** Sequences, rows, pictures: what the seed of a step's randomness counts. */
  readonly examples: number
  /** What the speed is told in, padding left out. */
  readonly tokens: number
}

/**
 * All that the trainer knows of a model.
 * @example
 * const w = parameter(tensor([1]))
 * const line: Trainable<{ x: Tensor; y: Tensor }> = {
 *   parameters: () => new Map([['w', w]]),
 *   loss: ({ x, y }) => ({ loss: mean(square(sub(mul(x, w), y))), count: x.shape[0] ?? 1 }),
 *   size: ({ x }) => ({ examples: x.shape[0] ?? 1, tokens: x.shape[0] ?? 1 }),
 * }
 * line.size({ x: tensor([1, 2]), y: tensor([2, 4]) }).examples // 2
 */
export interface Trainable<Batch> {
  loss(batch: Batch, context: LossContext): BatchLoss
  /** By name, in an order that stays. */
  parameters(): NamedParameters
  size(batch: Batch): BatchSize
}
