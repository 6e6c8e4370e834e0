/** Every function of one element at a time, by family. Devices and gradients follow from the row. */
export * from './activations.ts'
export * from './arithmetic.ts'
export * from './comparisons.ts'
export * from './exponentials.ts'
