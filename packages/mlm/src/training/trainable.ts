import type { Variable } from '@cloze/autograd'

/** When and why a loss is asked for: what randomness in the model follows from. */
export interface LossContext {
  readonly seed: number
  readonly step: number
  /** Whether cells are dropped. */
  readonly training: boolean
}

export interface BatchLoss {
  /** The mean over what is predicted, in nats. */
  readonly loss: Variable
  /** How many predictions the loss is the mean of. */
  readonly count: number
  /** (N, C): where the model is not in training, for what is told of each prediction. */
  readonly logits?: Variable
  /** (N), int32: the likeliest class of each row, for the accuracy in training. */
  readonly predictions?: Variable
  /** Of each row. */
  readonly labels?: Int32Array
}

/** All that the trainer knows of a model. */
export interface Trainable<Batch> {
  loss(batch: Batch, context: LossContext): BatchLoss
  parameters(): ReadonlyMap<string, Variable>
}
