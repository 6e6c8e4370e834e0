/**
 * Gradients, settings or a state that an optimizer, a schedule or clipping can't take; the message names them and what they
 * should be.
 * @example
 * optimizerNamed('none') // throws OptimizerError: no optimizer none; there is adamw…
 */
export class OptimizerError extends Error {
  override readonly name = 'OptimizerError'
}
