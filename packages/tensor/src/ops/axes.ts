/** Functions that lay axes out in another way. */

import type { Shape } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import type { Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { checkSizes, formatShape, frontAxes, frontAxis, sizeAt, sizeOf } from '../tensor/shape.ts'
import { broadcastTo, reshape, transpose } from './shapes.ts'

/** One axis or several; all of them where left out. */
export const severalAxes = (
  name: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] => frontAxes(name, typeof axes === 'number' ? [axes] : axes, rank)

/**
 * Without axes of size 1: those that are named, or all. NumPy's `squeeze`, which refuses others, where PyTorch's leaves
 * them.
 * @throws ShapeError on an axis of another size
 * @example
 * squeeze(zeros([1, 3, 1])).shape // [3]
 * squeeze(zeros([1, 3, 1]), -1).shape // [1, 3]
 */
export function squeeze<O extends Operand>(x: O, axes?: number | readonly number[]): Result<O> {
  const shape = soleShape('squeeze', x)
  const named = severalAxes('squeeze', axes, shape.length)
  const wrong = named.find((axis) => shape[axis] !== 1)
  if (axes !== undefined && wrong !== undefined)
    throw new ShapeError(`squeeze: axis ${wrong} of ${formatShape(shape)} has size ${shape[wrong]}, not 1`)
  return reshape(
    x,
    shape.filter((size, axis) => size !== 1 || !named.includes(axis)),
  )
}

/**
 * With one more axis, of size 1, at `axis` of the result. PyTorch's `unsqueeze`, NumPy's `expand_dims`.
 * @throws ShapeError where the result has no such axis
 * @example
 * unsqueeze(zeros([2, 3]), -1).shape // [2, 3, 1]
 */
export function unsqueeze<O extends Operand>(x: O, axis: number): Result<O> {
  const shape = soleShape('unsqueeze', x)
  return reshape(x, shape.toSpliced(frontAxis('unsqueeze', axis, shape.length + 1), 0, 1))
}

/**
 * The axes from `start` to `end`, both of them in it, as one. PyTorch's `flatten`; a scalar becomes [1].
 * @throws ShapeError where there are no such axes, or they stand the other way round
 * @example
 * flatten(zeros([2, 3, 4])).shape // [24]
 * flatten(zeros([2, 3, 4]), 1).shape // [2, 12]
 */
export function flatten<O extends Operand>(x: O, start = 0, end = -1): Result<O> {
  const shape = soleShape('flatten', x)
  const rank = Math.max(shape.length, 1)
  const [first, last] = [frontAxis('flatten', start, rank), frontAxis('flatten', end, rank)]
  if (first > last)
    throw new ShapeError(`flatten: axis ${start} stands after ${end} in ${formatShape(shape)}`)
  const one = sizeOf(shape.slice(first, last + 1))
  return reshape(x, [...shape.slice(0, first), one, ...shape.slice(last + 1)])
}

/**
 * With two axes in each other's place. NumPy's `swapaxes`, PyTorch's `transpose`.
 * @throws ShapeError where there are no such axes
 * @example
 * swapAxes(zeros([2, 3, 4]), 0, -1).shape // [4, 3, 2]
 */
export function swapAxes<O extends Operand>(x: O, a: number, b: number): Result<O> {
  const axes = soleShape('swapAxes', x).map((_, axis) => axis)
  const [one, other] = [frontAxis('swapAxes', a, axes.length), frontAxis('swapAxes', b, axes.length)]
  return transpose(x, axes.with(one, other).with(other, one))
}

/**
 * `x` repeated to `shape`, where −1 keeps an axis as it is. PyTorch's `expand`.
 * @throws ShapeError where an axis is neither equal nor 1, or one that isn't there is kept
 * @example
 * await expand(tensor([[1], [2]]), [-1, 2]).data() // [1, 1, 2, 2]
 */
export function expand<O extends Operand>(x: O, shape: Shape): Result<O> {
  const from = soleShape('expand', x)
  checkSizes('expand', shape)
  return broadcastTo(
    x,
    shape.map((size, axis) => {
      if (size !== -1) return size
      const own = from[axis - shape.length + from.length]
      if (own === undefined)
        throw new ShapeError(
          `expand: ${formatShape(from)} has no axis to keep at axis ${axis} of ${formatShape(shape)}`,
        )
      return own
    }),
  )
}

/** The size of an axis, and which it is, counted from the front. */
export function axisOf(name: string, x: Operand, axis: number): { front: number; size: number } {
  const shape = soleShape(name, x)
  const front = frontAxis(name, axis, shape.length)
  return { front, size: sizeAt(shape, front) }
}
