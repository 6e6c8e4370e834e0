/** Masking that can't be: a rate, a share, a strategy or a setting of one. The message says what would be right. */
export class MaskingError extends RangeError {
  override readonly name = 'MaskingError'
}
