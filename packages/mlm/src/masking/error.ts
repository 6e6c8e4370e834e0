/**
 * Masking that can't be: a rate, a share, a strategy or a setting of one. The message says what would be right.
 * @example
 * strategyNamed('every') // throws MaskingError: masking: no strategy every; there is random, fixed, span, whole-word
 */
export class MaskingError extends RangeError {
  override readonly name = 'MaskingError'
}
