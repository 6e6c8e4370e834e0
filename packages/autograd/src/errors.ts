/** A gradient that can't be computed, or that a check found wrong; the message names the op and the input. */
export class GradientError extends Error {
  override readonly name = 'GradientError'
}
