/** Reductions over any axes. */

import { DtypeError, ShapeError } from '../errors.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { type Operand, type Spec, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { checkAxes, formatShape, frontAxes, sizeAt, sizeOf } from '../tensor/shape.ts'
import { mul, square } from './elementwise.ts'
import { floats } from './floats.ts'
import { defined, primitive } from './op.ts'
import { reshape } from './shapes.ts'

export interface ReduceAttributes {
  /** Ascending, counted from the front. */
  readonly axes: readonly number[]
}

/** @throws DtypeError on whole numbers: what a kernel would read them as is another number */
export function checkFloats(name: string, operands: readonly Spec[]): void {
  if (operands.some(({ dtype }) => dtype === 'int32'))
    throw new DtypeError(`${name}: reduces floats; make int32 a float first, by mul(x, 1)`)
}

const reduction = (kind: 'sum' | 'max') =>
  primitive({
    name: kind,
    operands: ['x'],
    outputs: ['y'],
    infer([x], { axes }: ReduceAttributes) {
      checkAxes(kind, axes, x.shape.length)
      checkFloats(kind, [x])
      return [{ shape: x.shape.filter((_, axis) => !axes.includes(axis)), dtype: 'float' }]
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

function reduce<O extends Operand>(
  op: ReturnType<typeof reduction>,
  x: O,
  options: ReduceOptions,
): Result<O> {
  checkOptions(op.name, options, { axes: true, keepAxes: true })
  const shape = shapeOf(x)
  const axes = frontAxes(op.name, options.axes, shape.length)
  const reduced = apply(op, [floats(x)], { axes }) as Result<O>
  if (!options.keepAxes) return reduced
  return reshape<Operand>(
    reduced,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  ) as Result<O> // a result's result is itself
}

/**
 * The sum over `axes`; 0 where they are empty.
 * @example
 * await sum(tensor([[1, 2], [3, 4]]), { axes: [0] }).data() // [4, 6]
 */
export const sum = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> =>
  reduce(sumOp, x, options)

/**
 * The maximum over `axes`: NaN where one of them is NaN, −∞ where there are none.
 * @example
 * await max(tensor([[1, 5], [3, 2]]), { axes: [1] }).data() // [5, 3]
 */
export const max = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> =>
  reduce(maxOp, x, options)

/**
 * The mean over `axes`.
 * @throws ShapeError where there is nothing to take the mean of
 * @example
 * await mean(tensor([[1, 5], [3, 2]]), { axes: [1] }).data() // [3, 2.5]
 */
export function mean<O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> {
  const shape = shapeOf(x)
  const count = sizeOf(frontAxes('mean', options.axes, shape.length).map((axis) => sizeAt(shape, axis)))
  if (count === 0) throw new ShapeError(`mean: no elements along those axes of ${formatShape(shape)}`)
  return mul(sum(x, options), 1 / count) as Result<O>
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
export const sumOfSquares = <O extends Operand>(x: O): Result<O> => apply(sumOfSquaresOp, [x])
