/** An augmentation that can't be: a name, a rate, or what it needs. The message says what would be right. */
export class AugmentationError extends RangeError {
  override readonly name = 'AugmentationError'
}
