/** A gradient that can't be computed, or that a check found wrong; the message names the op and the input. */
export class GradientError extends Error {
  override readonly name = 'GradientError'
}

/** Gradients, settings or a state that an optimizer, a schedule or clipping can't take; the message names them and what they should be. */
export class OptimizerError extends Error {
  override readonly name = 'OptimizerError'
}
