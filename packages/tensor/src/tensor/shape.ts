import type { Shape, Values } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { checkList, described } from './described.ts'

/**
 * The number of elements; 1 for a scalar's [].
 * @example
 * sizeOf([2, 3]) // 6
 */
export const sizeOf = (shape: Shape): number => shape.reduce((product, axis) => product * axis, 1)

/** @throws TypeError on what is no array */
export const checkSizes = (op: string, shape: Shape): void => checkList(op, shape, 'sizes, as [2, 3]')

/** @throws ShapeError on sizes that no tensor has; TypeError on what is no array */
export function checkShape(op: string, shape: Shape): void {
  checkSizes(op, shape)
  if (!shape.every((size) => Number.isInteger(size) && size >= 0) || sizeOf(shape) > 2 ** 31 - 1)
    throw new ShapeError(
      `${op}: ${formatShape(shape)} is no shape: sizes are integers from 0, 2³¹−1 elements in all`,
    )
}

/** @throws ShapeError that names `op`, where the values don't fill the shape */
export function checkFilled(op: string, shape: Shape, { length }: Values): void {
  if (sizeOf(shape) !== length)
    throw new ShapeError(
      `${op}: ${formatShape(shape)} has ${sizeOf(shape)} elements, but ${length} values are given`,
    )
}

/**
 * Whether two shapes have the same axes.
 * @example
 * sameShape([2, 1], [2]) // false
 */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((size, axis) => size === b[axis]))

/** Shapes of a known number of axes. */
interface Axes {
  1: readonly [number]
  2: readonly [number, number]
  3: readonly [number, number, number]
  4: readonly [number, number, number, number]
}

export const hasAxes = <Count extends keyof Axes>(shape: Shape, count: Count): shape is Axes[Count] =>
  shape.length === count

/**
 * A shape that is known to have so many axes, so that each of them is a number.
 * @throws ShapeError where there are not so many axes
 * @example
 * const [rows, columns] = axesOf([2, 3], 2)
 * rows * columns // 6
 */
export function axesOf<Count extends keyof Axes>(shape: Shape, count: Count): Axes[Count] {
  if (!hasAxes(shape, count))
    throw new ShapeError(`needs a shape of ${count} axes, not ${formatShape(shape)}`)
  return shape
}

/**
 * The size of one axis; −1 is the last.
 * @throws ShapeError where there is no such axis
 * @example
 * sizeAt([2, 3], -1) // 3
 */
export function sizeAt(shape: Shape, axis: number): number {
  const size = shape.at(axis)
  if (size === undefined)
    throw new ShapeError(`needs a shape with an axis ${axis}, not ${formatShape(shape)}`)
  return size
}

/**
 * A shape as errors write it.
 * @example
 * formatShape([2, 3]) // '[2, 3]'
 */
export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`

/**
 * Where the element of that number lies, axis by axis. NumPy's `unravel_index`.
 * @example
 * indexOf([2, 3], 4) // [1, 1]
 */
export function indexOf(shape: Shape, element: number): number[] {
  const index: number[] = []
  let rest = element
  for (const size of shape.toReversed()) {
    index.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return index
}

/** How many elements lie between neighbours along each axis of a row-major block. */
export function stridesOf(shape: Shape): number[] {
  const strides: number[] = []
  let stride = 1
  for (const size of shape.toReversed()) {
    strides.unshift(stride)
    stride *= size
  }
  return strides
}

/**
 * The shape that all of `shapes` can be repeated to: aligned at the last axis, each axis equal or 1.
 * @throws ShapeError that names `op` and the two shapes that differ
 * @example
 * broadcastShapes('add', [[2, 1], [3]]) // [2, 3]
 */
export function broadcastShapes(op: string, shapes: readonly Shape[]): Shape {
  return shapes.reduce((a, b) => {
    if (b.length === 0 || sameShape(a, b)) return a
    if (a.length === 0) return b
    const rank = Math.max(a.length, b.length)
    return Array.from({ length: rank }, (_, axis) => {
      const sizeA = a[axis - rank + a.length] ?? 1
      const sizeB = b[axis - rank + b.length] ?? 1
      if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1)
        throw new ShapeError(
          `${op}: can't broadcast ${formatShape(a)} with ${formatShape(b)} (${sizeA} ≠ ${sizeB} at axis ${axis - rank})`,
        )
      return sizeA === 1 ? sizeB : sizeA
    })
  }, shapes[0] ?? [])
}

/** The strides with which a block of shape `from` is read as if it had shape `to`: 0 where it is repeated. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from)
  return to.map((_, axis) => {
    const own = axis - to.length + from.length
    return own < 0 || from[own] === 1 ? 0 : (strides[own] ?? 0)
  })
}

/**
 * An axis counted from the front; −1 is the last.
 * @throws ShapeError on an axis that a tensor of this rank doesn't have; TypeError on what is no number
 */
export function frontAxis(op: string, axis: number, rank: number): number {
  if (typeof axis !== 'number') throw new TypeError(`${op}: an axis is a number, not ${described(axis)}`)
  const front = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || front < 0 || front >= rank)
    throw new ShapeError(`${op}: no axis ${axis} in ${rank} axes`)
  return front
}

/** @throws ShapeError unless `axes` are axes of such a rank, counted from the front, ascending, each once */
export function checkAxes(op: string, axes: readonly number[], rank: number): void {
  if (!axes.every((axis, at) => Number.isInteger(axis) && axis > (axes[at - 1] ?? -1) && axis < rank))
    throw new ShapeError(`${op}: ${formatShape(axes)} are not ascending axes of ${rank}, counted from 0`)
}

/**
 * Ascending front axes, each once; all of them where `axes` is left out.
 * @throws ShapeError that names `op`, on an axis that there isn't, or that is named twice
 * @example
 * frontAxes('sum', [-1, 0], 3) // [0, 2]
 */
export function frontAxes(op: string, axes: readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) {
    const all: number[] = []
    for (let axis = 0; axis < rank; axis++) all.push(axis)
    return all
  }
  checkList(op, axes, 'axes, as [0, -1]')
  const front = axes.map((axis) => frontAxis(op, axis, rank)).sort((a, b) => a - b)
  const twice = front.find((axis, i) => front[i - 1] === axis)
  if (twice !== undefined) throw new ShapeError(`${op}: axis ${twice} is named twice in ${formatShape(axes)}`)
  return front
}
