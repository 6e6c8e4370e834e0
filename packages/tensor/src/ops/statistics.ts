/** Reductions that are made of others. */

import { scope } from '../memory.ts'
import { one, type Scalar, scalar } from '../scalar/scalar.ts'
import type { Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { abs, equal, less, mul, square, sub } from './elementwise.ts'
import { elementwise } from './op.ts'
import {
  countAlong,
  maxOp,
  over,
  type ReduceOptions,
  reducedAxes,
  reducedShape,
  someAlong,
  sumOp,
} from './reductions.ts'
import { reshape } from './shapes.ts'
import { expFrom } from './softmax.ts'

/** √x, whose derivative is 0 at 0, as that of PyTorch's `norm` and `std`; of √ alone it would be ∞·0. */
const root = elementwise('root', (x: Scalar) => x.sqrt(), {
  derivative: (_x, y) => y.equal(0).select(0, scalar(0.5).div(y)),
})

/** Which axes are reduced, and what is subtracted from their number of elements. */
export interface VarianceOptions extends ReduceOptions {
  /** Bessel's correction: 1 where left out, as in PyTorch. NumPy's `ddof`, which is 0 there. */
  readonly correction?: number
}

function varianceOf(name: string, x: Operand, options: VarianceOptions): Operand {
  const shape = soleShape(name, x)
  const axes = reducedAxes(name, shape, options, { correction: 'number' })
  const { keepAxes, correction = 1 } = options
  const count = countAlong(shape, axes)
  const mean = mul(over(sumOp, x, axes, true), 1 / count)
  return mul(over(sumOp, square(sub(x, mean)), axes, keepAxes), 1 / Math.max(0, count - correction))
}

/**
 * The variance over `axes`, in two passes: Σ (x − mean)² / (n − correction). PyTorch's `var`, with a correction of 1; NumPy's
 * is 0.
 * @returns NaN of one element, unless the correction is 0, and of none
 * @example
 * await variance(tensor([1, 2, 3, 4])).item() // 1.6666667
 * await variance(tensor([1, 2, 3, 4]), { correction: 0 }).item() // 1.25
 */
export const variance = <O extends Operand>(x: O, options: VarianceOptions = {}): Result<O> =>
  scope(() => varianceOf('variance', x, options) as Result<O>)

/**
 * The square root of the variance over `axes`. PyTorch's `std`, with a correction of 1; NumPy's is 0. The gradient is 0
 * where all elements are equal.
 * @returns NaN of one element, unless the correction is 0, and of none
 * @example
 * await standardDeviation(tensor([1, 5]), { correction: 0 }).item() // 2
 */
export const standardDeviation = <O extends Operand>(x: O, options: VarianceOptions = {}): Result<O> =>
  scope(() => root<[Operand]>(varianceOf('standardDeviation', x, options)) as Result<O>)

/** Which axes are reduced, and by which norm. */
export interface NormOptions extends ReduceOptions {
  /** 1: Σ |x|; 2: √Σ x²; Infinity: the largest |x|. 2 where left out. */
  readonly order?: number
}

/**
 * The vector norm over `axes`. PyTorch's `linalg.vector_norm`; the gradient of a vector of zeros is 0.
 * @throws RangeError on an order that is not 1, 2 or Infinity; ShapeError where the largest of nothing is asked for
 * @example
 * await norm(tensor([3, -4])).item() // 5
 * await norm(tensor([3, -4]), { order: 1 }).item() // 7
 */
export function norm<O extends Operand>(x: O, options?: NormOptions): Result<O>
export function norm(x: Operand, options: NormOptions = {}): Operand {
  const shape = soleShape('norm', x)
  const axes = reducedAxes('norm', shape, options, { order: 'number' })
  const { keepAxes, order = 2 } = options
  if (order === 2) return scope(() => root(over(sumOp, square(x), axes, keepAxes)))
  if (order === 1) return scope(() => over(sumOp, abs(x), axes, keepAxes))
  if (order !== Number.POSITIVE_INFINITY)
    throw new RangeError(`norm: order is ${order}, but must be 1, 2 or Infinity`)
  someAlong('norm', shape, axes)
  return scope(() => over(maxOp, abs(x), axes, keepAxes))
}

/** A finite number as it is, else 0; a constant, as far as gradients go. */
const shiftOf = elementwise('shiftOf', (x: Scalar) => x.abs().equal(Number.POSITIVE_INFINITY).select(0, x), {
  derivative: () => scalar(0),
})
/** Nothing flows where every power was 0. */
const logFrom = elementwise('logFrom', (total: Scalar, shift: Scalar) => total.log().add(shift), {
  derivative: (total) => [total.equal(0).select(0, total.reciprocal()), one],
})

/**
 * log Σ eˣ over `axes`, where eˣ would overflow, too; −∞ where all are −∞, or there are none.
 * @example
 * await logSumExp(tensor([1000, 1000])).item() // 1000.693
 */
export function logSumExp<O extends Operand>(x: O, options?: ReduceOptions): Result<O>
export function logSumExp(x: Operand, options: ReduceOptions = {}): Operand {
  const shape = soleShape('logSumExp', x)
  const axes = reducedAxes('logSumExp', shape, options)
  return scope(() => {
    const shift = shiftOf<[Operand]>(over(maxOp, x, axes, true))
    const total = over<Operand>(sumOp, expFrom(x, shift), axes, true)
    return reshape<Operand>(logFrom(total, shift), reducedShape(shape, axes, options.keepAxes))
  })
}

/**
 * 1 where no element is 0 over `axes`, else 0; 1 where there are none. NaN counts as true, as in NumPy and PyTorch.
 * @example
 * await all(tensor([[1, 0], [2, 3]]), { axes: [1] }).data() // [0, 1]
 */
export const all = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> => {
  const axes = reducedAxes('all', soleShape('all', x), options)
  return scope(() => equal(over(sumOp, equal(x, 0), axes, options.keepAxes), 0) as Result<O>)
}

/**
 * 1 where an element is not 0 over `axes`, else 0; 0 where there are none. NaN counts as true, as in NumPy and PyTorch.
 * @example
 * await any(tensor([[1, 0], [0, 0]]), { axes: [1] }).data() // [1, 0]
 */
export const any = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> => {
  const axes = reducedAxes('any', soleShape('any', x), options)
  return scope(() => less(0, over(sumOp, isTrue(x), axes, options.keepAxes)) as Result<O>)
}
const isTrue = elementwise('isTrue', (x: Scalar) => x.equal(0).select(0, 1))
