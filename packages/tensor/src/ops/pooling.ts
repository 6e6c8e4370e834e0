/** Pools: each window along an axis becomes one cell. */

import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { Scalar } from '../scalar/scalar.ts'
import type { Result } from '../tensor/apply.ts'
import { type Interpretable, type Operand, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { axisOf } from './axes.ts'
import { add, div } from './elementwise.ts'
import { floats } from './floats.ts'
import { pad } from './joining.ts'
import { elementwise } from './op.ts'
import { countOf, windowCells } from './windows.ts'

/** The windows of a pool. */
export interface PoolOptions {
  /** How many cells there are in a window. */
  readonly size: number
  /** From one window to the next; `size` where left out. */
  readonly stride?: number
  /** How many cells are put before and after the axis, at most half a window; 0 where left out. */
  readonly padding?: number
  /** The last where left out. */
  readonly axis?: number
}

function pool<O extends Operand>(
  name: string,
  x: O,
  options: PoolOptions,
  around: number,
  join: (so: Interpretable, cell: Interpretable) => Interpretable,
): Result<O> {
  checkOptions(name, options, { size: true, stride: true, padding: true, axis: true })
  const { size, stride = size, padding = 0, axis = -1 } = options
  const { front, size: length } = axisOf(name, x, axis)
  const windows = { size, stride, padding, dilation: 1 }
  countOf(name, length, windows)
  if (padding > size / 2)
    throw new ShapeError(`${name}: the padding ${padding} is more than half of the window's ${size}`)
  return scope(() => {
    const widths = shapeOf(x).map((_, at) =>
      at === front ? ([padding, padding] as const) : ([0, 0] as const),
    )
    const own = floats<Operand>(x)
    const padded = padding === 0 ? own : pad(own, widths, { value: around })
    return windowCells(name, padded, front, windows).reduce((so, cell) => join(so, cell)) as Result<O>
  })
}

/**
 * The mean of each window along an axis. PyTorch's `avg_pool1d`: the zeros of the padding count.
 * @param x (…, L, …), as (N, C, L)
 * @returns L becomes ⌊(L + 2·padding − size) / stride⌋ + 1
 * @throws ShapeError where no window fits
 * @example
 * await averagePool(tensor([1, 3, 5, 7]), { size: 2 }).data() // [2, 6]
 */
export const averagePool = <O extends Operand>(x: O, options: PoolOptions): Result<O> =>
  scope(() => div(pool('averagePool', x, options, 0, add), options.size) as Result<O>)

/** The larger of two, the first of equal ones, NaN where one is: all of its gradient goes to one of them. */
const largerOf = elementwise('largerOf', (so: Scalar, x: Scalar) =>
  so.less(x).select(x, x.equal(x).select(so, x)),
)

/**
 * The maximum of each window along an axis; NaN is above any number. PyTorch's `max_pool1d`: the padding is −∞, and the
 * gradient goes to the first maximum.
 * @param x (…, L, …), as (N, C, L)
 * @returns L becomes ⌊(L + 2·padding − size) / stride⌋ + 1
 * @throws ShapeError where no window fits
 * @example
 * await maxPool(tensor([1, 3, 7, 5, 2]), { size: 3, stride: 2 }).data() // [7, 7]
 */
export const maxPool = <O extends Operand>(x: O, options: PoolOptions): Result<O> =>
  pool('maxPool', x, options, Number.NEGATIVE_INFINITY, largerOf)
