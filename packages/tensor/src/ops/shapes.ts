/** Ops that move elements and compute nothing. */
import { apply, type Result } from '../apply.ts'
import type { Piece, Shape } from '../devices/device.ts'
import { DtypeError, ShapeError } from '../errors.ts'
import { type Operand, shapeOf, specOf } from '../op.ts'
import {
  broadcastStrides,
  checkShape,
  formatShape,
  frontAxis,
  sameShape,
  sizeOf,
  stridesOf,
} from '../shape.ts'
import { primitive, view } from './op.ts'

export const reshapeOp = view<{ readonly shape: Shape }>({
  name: 'reshape',
  infer([x], { shape }) {
    checkShape('reshape', shape)
    if (x && sizeOf(x.shape) !== sizeOf(shape))
      throw new ShapeError(
        `reshape: ${formatShape(x.shape)} has ${sizeOf(x.shape)} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
      )
    return [{ shape, dtype: x?.dtype ?? 'float' }]
  },
})

/** The same elements, row by row, in another shape. Shares memory with `x`. */
export const reshape = <O extends Operand>(x: O, shape: Shape): Result<O> => apply(reshapeOp, [x], { shape })

export const transposeOp = primitive<{ readonly order: readonly number[] }>({
  name: 'transpose',
  infer: ([x], { order }) => [
    { shape: order.map((axis) => x?.shape[axis] ?? 1), dtype: x?.dtype ?? 'float' },
  ],
  run(device, [x], { order }, [output]) {
    if (!x || !output) return
    const strides = stridesOf(x.shape)
    const sourceStrides = order.map((axis) => strides[axis] ?? 0)
    device.copy([x.slot], [whole(output.shape, { sourceStrides })], output.slot)
  },
})

/**
 * Axis i of the result is axis `order[i]` of `x`; the last two are swapped where `order` is left out.
 * @throws ShapeError where `order` doesn't name each axis once
 */
export function transpose<O extends Operand>(x: O, order?: readonly number[]): Result<O> {
  const shape = shapeOf(x)
  const axes = shape.map((_, axis) => axis)
  const given = order ?? [...axes.slice(0, -2), ...axes.slice(-2).reverse()]
  const front = given.map((axis) => frontAxis('transpose', axis, shape.length))
  if (front.length !== shape.length || new Set(front).size !== shape.length)
    throw new ShapeError(
      `transpose: order ${formatShape(given)} doesn't name each axis of ${formatShape(shape)} once`,
    )
  return apply(transposeOp, [x], { order: front })
}

export const sliceOp = primitive<{ readonly starts: readonly number[]; readonly shape: Shape }>({
  name: 'slice',
  infer: ([x], { shape }) => [{ shape, dtype: x?.dtype ?? 'float' }],
  run(device, [x], { starts, shape }, [output]) {
    if (!x || !output) return
    const sourceStrides = stridesOf(x.shape)
    device.copy(
      [x.slot],
      [whole(shape, { sourceStrides, sourceOffset: offset(starts, sourceStrides) })],
      output.slot,
    )
  },
})

/**
 * The block of `x` from `start` (in) to `end` (out) of each axis; axes left out at the end are whole.
 * @throws ShapeError where a block isn't inside its axis
 * @example
 * await slice(tensor([[1, 2, 3], [4, 5, 6]]), [0, 1], [2, 3]).data() // [2, 3, 5, 6]
 */
export function slice<O extends Operand>(x: O, start: readonly number[], end: readonly number[]): Result<O> {
  const full = shapeOf(x)
  const starts = full.map((_, axis) => start[axis] ?? 0)
  const ends = full.map((size, axis) => end[axis] ?? size)
  const inside = full.every((size, axis) => {
    const [from = 0, to = 0] = [starts[axis], ends[axis]]
    return Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= size
  })
  if (!inside || start.length > full.length || end.length > full.length)
    throw new ShapeError(
      `slice: ${formatShape(start)} to ${formatShape(end)} is not inside ${formatShape(full)}`,
    )
  return apply(sliceOp, [x], { starts, shape: ends.map((to, axis) => to - (starts[axis] ?? 0)) })
}

export const placeOp = primitive<{ readonly starts: readonly number[]; readonly shape: Shape }>({
  name: 'place',
  infer: ([x], { shape }) => [{ shape, dtype: x?.dtype ?? 'float' }],
  run(device, [x], { starts, shape }, [output]) {
    if (!x || !output) return
    const targetStrides = stridesOf(shape)
    device.copy(
      [x.slot],
      [whole(x.shape, { targetStrides, targetOffset: offset(starts, targetStrides) })],
      output.slot,
    )
  },
})

/** Zeros of `shape` with `x` put at `starts`: the inverse of `slice`, and its gradient. */
export function place<O extends Operand>(x: O, starts: readonly number[], shape: Shape): Result<O> {
  const block = shapeOf(x)
  const inside = block.every(
    (size, axis) => (starts[axis] ?? -1) >= 0 && (starts[axis] ?? 0) + size <= (shape[axis] ?? 0),
  )
  if (block.length !== shape.length || starts.length !== shape.length || !inside)
    throw new ShapeError(
      `place: ${formatShape(block)} at ${formatShape(starts)} is not inside ${formatShape(shape)}`,
    )
  return apply(placeOp, [x], { starts, shape })
}

export const concatenateOp = primitive<{ readonly axis: number }>({
  name: 'concatenate',
  infer(inputs, { axis }) {
    const [first] = inputs
    if (!first) throw new ShapeError('concatenate: needs at least one tensor')
    for (const { shape, dtype } of inputs) {
      const fits =
        shape.length === first.shape.length &&
        shape.every((size, at) => at === axis || size === first.shape[at])
      if (!fits)
        throw new ShapeError(
          `concatenate: ${formatShape(first.shape)} and ${formatShape(shape)} differ beside axis ${axis}`,
        )
      if (dtype !== first.dtype) throw new DtypeError(`concatenate: can't join ${first.dtype} and ${dtype}`)
    }
    const size = inputs.reduce((total, { shape }) => total + (shape[axis] ?? 0), 0)
    return [{ shape: first.shape.with(axis, size), dtype: first.dtype }]
  },
  run(device, inputs, { axis }, [output]) {
    if (!output) return
    const targetStrides = stridesOf(output.shape)
    let start = 0
    const pieces = inputs.map(({ shape }, source) => {
      const targetOffset = start * (targetStrides[axis] ?? 1)
      start += shape[axis] ?? 0
      return whole(shape, { source, targetStrides, targetOffset })
    })
    device.copy(
      inputs.map(({ slot }) => slot),
      pieces,
      output.slot,
    )
  },
})

/** Tensors one after the other along `axis`, equal in the others. */
export function concatenate<O extends Operand>(parts: readonly O[], axis = 0): Result<O> {
  const [first] = parts
  const rank = first === undefined ? 1 : shapeOf(first).length
  return apply(concatenateOp, parts, { axis: frontAxis('concatenate', axis, rank) })
}

export const broadcastToOp = primitive<{ readonly shape: Shape }>({
  name: 'broadcastTo',
  infer: ([x], { shape }) => [{ shape, dtype: x?.dtype ?? 'float' }],
  run(device, [x], { shape }, [output]) {
    if (!x || !output) return
    device.copy([x.slot], [whole(shape, { sourceStrides: broadcastStrides(x.shape, shape) })], output.slot)
  },
})

/**
 * `x` repeated to `shape`.
 * @throws ShapeError where an axis is neither equal nor 1
 */
export function broadcastTo<O extends Operand>(x: O, shape: Shape): Result<O> {
  const from = shapeOf(x)
  const fits = from.every((size, axis) => size === 1 || size === shape[axis - from.length + shape.length])
  if (from.length > shape.length || !fits)
    throw new ShapeError(`broadcastTo: can't repeat ${formatShape(from)} to ${formatShape(shape)}`)
  if (sameShape(from, shape) && specOf(x).dtype === 'float') return reshape(x, shape)
  return apply(broadcastToOp, [x], { shape })
}

/** A piece of a whole block: contiguous, from the start, on each side where `given` says nothing else. */
function whole(shape: Shape, given: Partial<Piece>): Piece {
  const strides = stridesOf(shape)
  return {
    source: 0,
    shape,
    sourceOffset: 0,
    sourceStrides: strides,
    targetOffset: 0,
    targetStrides: strides,
    ...given,
  }
}

const offset = (starts: readonly number[], strides: readonly number[]): number =>
  starts.reduce((total, start, axis) => total + start * (strides[axis] ?? 0), 0)
