/**
 * An augmentation that can't be: a name, a rate, or what it needs. The message says what would be right.
 * @example
 * augmenter({ names: ['swap'], rate: 2, seed: 1 })
 * // throws AugmentationError: augmentation: a rate is a share of the words, 0 … 1, not 2
 */
export class AugmentationError extends RangeError {
  override readonly name = 'AugmentationError'
}
