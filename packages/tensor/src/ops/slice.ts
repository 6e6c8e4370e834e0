/** Cells at equal distances, taken out of a block and put back into one. */

import type { Shape } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { checkList } from '../tensor/described.ts'
import { type Interpretable, type Operand, shapeFor, shapeOf } from '../tensor/op.ts'
import { checkShape, formatShape, sizeAt, stridesOf } from '../tensor/shape.ts'
import { primitive } from './op.ts'
import { whole } from './pieces.ts'

/** The cells starts + i·steps, axis by axis: as many as `shape` says of the block that is read, or that is written. */
export interface BlockAttributes {
  readonly starts: readonly number[]
  readonly steps: readonly number[]
  readonly shape: Shape
}

/** Whether the cells of a block of `shape`, from `starts` on in `steps`, lie inside one of shape `full`. */
const isInside = ({ starts, steps, shape }: BlockAttributes, full: Shape): boolean =>
  [starts, steps, shape].every(({ length }) => length === full.length) &&
  full.every((size, axis) => {
    const [start, step, count] = [sizeAt(starts, axis), sizeAt(steps, axis), sizeAt(shape, axis)]
    const last = start + (count - 1) * step
    const fits = count === 0 ? start <= size : start < size && last >= 0 && last < size
    return [start, step, count].every(Number.isInteger) && start >= 0 && count >= 0 && step !== 0 && fits
  })

const inSteps = (steps: readonly number[]): string =>
  steps.every((step) => step === 1) ? '' : ` in steps of ${formatShape(steps)}`

const offset = (starts: readonly number[], strides: readonly number[]): number =>
  starts.reduce((total, start, axis) => total + start * (strides[axis] ?? 0), 0)

const scaled = (strides: readonly number[], steps: readonly number[]): number[] =>
  strides.map((stride, axis) => stride * (steps[axis] ?? 1))

export const sliceOp = primitive({
  name: 'slice',
  operands: ['x'],
  outputs: ['y'],
  infer([x], block: BlockAttributes) {
    const { starts, steps, shape } = block
    if (!isInside(block, x.shape)) {
      const ends = shape.map((size, axis) => (starts[axis] ?? 0) + size * (steps[axis] ?? 1))
      throw new ShapeError(
        `slice: ${formatShape(starts)} to ${formatShape(ends)}${inSteps(steps)} is not inside ${formatShape(x.shape)}`,
      )
    }
    return [{ shape, dtype: x.dtype }]
  },
  run(device, [x], { starts, steps, shape }, [y]) {
    const strides = stridesOf(x.shape)
    const piece = { sourceStrides: scaled(strides, steps), sourceOffset: offset(starts, strides) }
    device.copy([x.buffer], [whole(shape, piece)], y.buffer)
  },
})

export const padToOp = primitive({
  name: 'padTo',
  operands: ['x'],
  outputs: ['y'],
  infer([x], { starts, steps, shape }: BlockAttributes) {
    checkShape('padTo', shape)
    if (!isInside({ starts, steps, shape: x.shape }, shape))
      throw new ShapeError(
        `padTo: ${formatShape(x.shape)} at ${formatShape(starts)}${inSteps(steps)} is not inside ${formatShape(shape)}`,
      )
    return [{ shape, dtype: x.dtype }]
  },
  /** What is written backwards is read backwards instead: devices write forwards. */
  run(device, [x], { starts, steps, shape }, [y]) {
    const [sourceStrides, targetStrides] = [stridesOf(x.shape), stridesOf(shape)]
    const lasts = x.shape.map((size, axis) => (sizeAt(steps, axis) < 0 && size > 0 ? size - 1 : 0))
    const lowest = starts.map((start, axis) => start + sizeAt(lasts, axis) * sizeAt(steps, axis))
    const piece = {
      sourceStrides: scaled(sourceStrides, steps.map(Math.sign)),
      sourceOffset: offset(lasts, sourceStrides),
      targetStrides: scaled(targetStrides, steps.map(Math.abs)),
      targetOffset: offset(lowest, targetStrides),
    }
    device.copy([x.buffer], [whole(x.shape, piece)], y.buffer)
  },
})

/** Zeros of `shape` with `x` put at `starts`: the inverse of a slice in steps of 1. */
export const padTo = (x: Operand, starts: readonly number[], shape: Shape): Interpretable =>
  apply(padToOp, [x], { starts, steps: starts.map(() => 1), shape }) as Interpretable

/** Where a slice begins or ends along an axis; negative from the end, and where the axis does if it is `null`. */
export type Bound = number | null | undefined

/** A slice of one axis, for `at`: Python's `slice`. */
export interface Slice {
  readonly start: Bound
  readonly end: Bound
  readonly step: number
}

/** A bound from the front; `orElse` where the axis's own is meant. */
const front = (bound: Bound, size: number, orElse: number): number =>
  bound === null || bound === undefined ? orElse : bound < 0 ? bound + size : bound

/** The first index of a slice along an axis of that size, and how many there are; negative where it runs backwards. */
export function boundsOf(
  { start, end, step }: Slice,
  size: number,
  clip: boolean,
): [start: number, count: number] {
  const [least, most] = step < 0 ? [-1, size - 1] : [0, size] // where Python ends a slice that goes on beyond
  const within = (at: number) => (clip ? Math.min(Math.max(at, least), most) : at)
  const from = within(front(start, size, step < 0 ? most : least))
  const span = within(front(end, size, step < 0 ? least : most)) - from
  const count = (Number.isInteger(span) ? Math.ceil(span / step) : span) + 0 // never −0
  if (clip && count <= 0) return [0, 0]
  return count === 0 ? [Math.max(from, 0), 0] : [from, count]
}

/**
 * The block of `x` from `starts` (in) to `ends` (out) of each axis, every `steps`-th cell of it. Negative starts and ends
 * count from the end, and `null` is where the axis itself starts or ends; axes left out at the end are whole. With a
 * negative step it goes from a later start to an earlier end.
 *
 * With numbers, what it stands for along one axis of `at`: `slice(start, end, step)` is Python's `start:end:step`.
 * @param steps 1 where left out; not 0
 * @throws ShapeError where a block isn't inside its axis
 * @example
 * await slice(tensor([[1, 2, 3], [4, 5, 6]]), [0, 1], [2, 3]).data() // [2, 3, 5, 6]
 * await slice(tensor([1, 2, 3, 4, 5]), [-1], [null], [-2]).data() // [5, 3, 1]
 * slice(1, -1) // { start: 1, end: -1, step: 1 }
 */
export function slice(start: Bound, end?: Bound, step?: number): Slice
export function slice<O extends Operand>(
  x: O,
  starts: readonly Bound[],
  ends: readonly Bound[],
  steps?: readonly number[],
): Result<O>
export function slice(
  first: Operand | Bound,
  second?: Bound | readonly Bound[],
  third?: Bound | readonly Bound[],
  fourth?: readonly number[],
): Slice | Interpretable {
  if (isBound(first)) return { start: first, end: second as Bound, step: (third ?? 1) as number }
  const [starts, ends, steps] = [second as readonly Bound[], third as readonly Bound[], fourth ?? []]
  const full = shapeFor('slice', first)
  for (const given of [starts, ends, steps])
    checkList('slice', given, 'starts, ends and steps, one for each axis, as [0, 1]')
  const rank = Math.max(full.length, starts.length, ends.length, steps.length)
  const axes = Array.from({ length: rank }, (_, axis) => {
    const step = steps[axis] ?? 1
    const [start, count] = boundsOf({ start: starts[axis], end: ends[axis], step }, full[axis] ?? 0, false)
    return { start, step, count }
  })
  return apply(sliceOp, [first], {
    starts: axes.map(({ start }) => start),
    steps: axes.map(({ step }) => step),
    shape: axes.map(({ count }) => count),
  }) as Interpretable
}

const isBound = (x: unknown): x is Bound => x === null || x === undefined || typeof x === 'number'

/** `count` cells along one axis, from `start` on; the others are whole. */
export const cellsAlong = (
  x: Operand,
  axis: number,
  start: number,
  count: number,
  step = 1,
): Interpretable => {
  const shape = shapeOf(x)
  return apply(sliceOp, [x], {
    starts: shape.map((_, at) => (at === axis ? start : 0)),
    steps: shape.map((_, at) => (at === axis ? step : 1)),
    shape: shape.with(axis, count),
  }) as Interpretable
}
