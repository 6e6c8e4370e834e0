import type { Random, Shape } from '@cloze/tensor'
import { axesOf, gaussian, sizeOf } from '@cloze/tensor/extend'

/** What the first values of a parameter are drawn from. */
export interface InitialisationContext {
  /** The parameter's own numbers: they follow from the seed and from its name, and from nothing else. */
  readonly stream: Random
  /** The config's `initializer_range`: the standard deviation of weights. */
  readonly deviation: number
}

/** The first values of a parameter. Hugging Face's rule for BERT: weights normal, biases 0, layer norms 1. */
export type Initial = (shape: Shape, context: InitialisationContext) => Float32Array

/**
 * Normal, of mean 0 and the config's `initializer_range` as its standard deviation: how weights start.
 * @example
 * const weight = new Parameter([2, 3], normalInitial)
 * weight.initial(weight.shape, { stream: random(1, 'weight'), deviation: 0.02 }).length // 6
 */
export const normal: Initial = (shape, { stream, deviation }) => gaussian(stream, sizeOf(shape), deviation)
/**
 * Zeros: how biases start.
 * @example
 * const bias = new Parameter([3], zerosInitial)
 * bias.initial(bias.shape, { stream: random(1, 'bias'), deviation: 0.02 }) // [0, 0, 0]
 */
export const zeros: Initial = (shape) => new Float32Array(sizeOf(shape))
/**
 * Ones: how the weights of layer norms start.
 * @example
 * const weight = new Parameter([3], onesInitial)
 * weight.initial(weight.shape, { stream: random(1, 'weight'), deviation: 0.02 }) // [1, 1, 1]
 */
export const ones: Initial = (shape) => new Float32Array(sizeOf(shape)).fill(1)

/**
 * Normal, but for a row of zeros: the padding token's, as PyTorch's `padding_idx` has it.
 * @throws ShapeError where the parameter is no table
 */
export const normalBut =
  (row: number): Initial =>
  (shape, context) => {
    const [, width] = axesOf(shape, 2)
    return normal(shape, context).fill(0, row * width, (row + 1) * width)
  }
