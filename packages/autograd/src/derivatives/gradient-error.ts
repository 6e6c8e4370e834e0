/**
 * A gradient that can't be computed, or that a check found wrong; the message names the op and the input.
 * @example
 * gradients(sum(square(parameter(tensor([1, 2])))), [parameter(tensor([3]), 'w')])
 * // throws GradientError: gradients: the loss does not depend on variable 0, w, of shape [1]: …
 */
export class GradientError extends Error {
  override readonly name = 'GradientError'
}
