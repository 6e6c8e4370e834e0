/** Reductions over any axes. */

import type { Shape } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { soleShape } from '../tensor/placed.ts'
import { checkAxes, formatShape, frontAxes, sizeAt, sizeOf } from '../tensor/shape.ts'
import { inOrder, otherAxes } from './along.ts'
import { add, mul, neg, square } from './elementwise.ts'
import { checkFloats, floats, onFloats } from './floats.ts'
import { defined, primitive } from './op.ts'
import { reshape } from './shapes.ts'
import { slice } from './slice.ts'

export interface ReduceAttributes {
  /** Ascending, counted from the front. */
  readonly axes: readonly number[]
}

const reduction = (kind: 'sum' | 'max') =>
  primitive({
    name: kind,
    operands: ['x'],
    outputs: ['y'],
    infer([x], { axes }: ReduceAttributes) {
      checkAxes(kind, axes, x.shape.length)
      checkFloats(kind, [x])
      return [{ shape: reducedShape(x.shape, axes), dtype: 'float' }]
    },
    run: (device, [x], { axes }, [y]) => device.reduce(kind, x, axes, y.buffer),
  })

export const sumOp = reduction('sum')
export const maxOp = reduction('max')

/** Which axes are reduced, and whether they stay. */
export interface ReduceOptions {
  /** The axes to reduce; −1 is the last. All of them where left out. */
  readonly axes?: readonly number[]
  /** Whether the reduced axes stay, with size 1. False where left out. */
  readonly keepAxes?: boolean
}

/** Over the last axis, which stays. */
export const last = { axes: [-1], keepAxes: true } as const

/**
 * The axes that are reduced: ascending, from the front.
 * @throws TypeError, ShapeError that name `name`
 */
export function reducedAxes(
  name: string,
  shape: Shape,
  options: ReduceOptions,
  more: Readonly<Record<string, 'number'>> = {},
): readonly number[] {
  checkOptions<ReduceOptions>(name, options, { axes: true, keepAxes: 'boolean', ...more })
  return frontAxes(name, options.axes, shape.length)
}

/** What a reduction leaves of a shape. */
export const reducedShape = (shape: Shape, axes: readonly number[], keepAxes = false): Shape =>
  keepAxes
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis))

/** How many elements become one. */
export const countAlong = (shape: Shape, axes: readonly number[]): number =>
  sizeOf(axes.map((axis) => sizeAt(shape, axis)))

/** The same. @throws ShapeError on a reduction of nothing */
export function someAlong(name: string, shape: Shape, axes: readonly number[]): number {
  const count = countAlong(shape, axes)
  if (count === 0) throw new ShapeError(`${name}: no elements along those axes of ${formatShape(shape)}`)
  return count
}

type Reduction = ReturnType<typeof reduction>

/** What the op makes of `x` over such axes. */
export function over<O extends Operand>(
  op: Reduction,
  x: O,
  axes: readonly number[],
  keepAxes = false,
): Result<O> {
  if (!keepAxes) return onFloats([x], (own) => apply(op, [own], { axes })) as Result<O>
  return scope(() => {
    const y = apply(op, [floats(x)], { axes })
    return reshape<Operand>(y, reducedShape(shapeOf(x), axes, keepAxes)) as Result<O>
  })
}

const reduce = <O extends Operand>(name: string, op: Reduction, x: O, options: ReduceOptions): Result<O> =>
  over(op, x, reducedAxes(name, soleShape(name, x), options), options.keepAxes)

/**
 * The sum over `axes`; 0 where they are empty.
 * @example
 * await sum(tensor([[1, 2], [3, 4]]), { axes: [0] }).data() // [4, 6]
 */
export const sum = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> =>
  reduce('sum', sumOp, x, options)

/**
 * The maximum over `axes`: NaN where one of them is NaN, −∞ where there are none. Equal ones share the gradient evenly, as
 * in torch.amax.
 * @example
 * await max(tensor([[1, 5], [3, 2]]), { axes: [1] }).data() // [5, 3]
 */
export const max = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> =>
  reduce('max', maxOp, x, options)

/**
 * The minimum over `axes`: NaN where one of them is NaN, +∞ where there are none. Equal ones share the gradient evenly, as
 * in torch.amin.
 * @example
 * await min(tensor([[1, 5], [3, 2]]), { axes: [1] }).data() // [1, 2]
 */
export function min<O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> {
  const axes = reducedAxes('min', soleShape('min', x), options)
  return scope(() => neg<[Operand]>(over<Operand>(maxOp, neg(x), axes, options.keepAxes)) as Result<O>)
}

/**
 * The mean over `axes`.
 * @throws ShapeError where there is nothing to take the mean of
 * @example
 * await mean(tensor([[1, 5], [3, 2]]), { axes: [1] }).data() // [3, 2.5]
 */
export function mean<O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> {
  const shape = soleShape('mean', x)
  const axes = reducedAxes('mean', shape, options)
  const count = someAlong('mean', shape, axes)
  return scope(() => mul(over(sumOp, x, axes, options.keepAxes), 1 / count) as Result<O>)
}

/**
 * The product over `axes`; 1 where they are empty. The halves are multiplied with each other, then the halves of that: the
 * order depends on the shape alone, and the gradient is right where elements are 0.
 * @example
 * await prod(tensor([[1, 2], [3, 4]]), { axes: [1] }).data() // [2, 12]
 */
export function prod<O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> {
  const whole = soleShape('prod', x)
  const axes = reducedAxes('prod', whole, options)
  const count = countAlong(whole, axes)
  const shape = reducedShape(whole, axes, options.keepAxes)
  return scope(() => {
    if (count === 0) return add(over(sumOp, x, axes, options.keepAxes), 1) as Result<O>
    let y = reshape<Operand>(inOrder(x, [...axes, ...otherAxes(whole, axes)]), [count, sizeOf(shape)])
    let odd: Operand = 1
    for (let left = count; left > 1; left = Math.floor(left / 2)) {
      const half = Math.floor(left / 2)
      if (left > 2 * half) odd = mul(odd, slice(y, [2 * half], [left]))
      y = mul(slice(y, [0], [half]), slice(y, [half], [2 * half]))
    }
    return reshape<Operand>(mul(y, odd), shape) as Result<O>
  })
}

export const sumOfSquaresOp = defined({
  name: 'sumOfSquares',
  operands: ['x'],
  outputs: ['y'],
  infer([x]) {
    checkFloats('sumOfSquares', [x])
    return [{ shape: [], dtype: 'float' }]
  },
  define: ([x]) => [sum(square(x))],
})

/**
 * Σ x² over all elements, in one pass.
 * @returns a scalar
 * @example
 * await sumOfSquares(tensor([3, 4])).item() // 25
 */
export const sumOfSquares = <O extends Operand>(x: O): Result<O> =>
  onFloats([x], (own) => apply(sumOfSquaresOp, [own])) as Result<O>
