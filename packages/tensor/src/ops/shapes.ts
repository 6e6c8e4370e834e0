/** Ops that move elements and compute nothing. */

import type { Shape } from '../device/device.ts'
import { DtypeError, ShapeError } from '../errors.ts'
import { apply, type Result, type ResultOf } from '../tensor/apply.ts'
import { checkList } from '../tensor/described.ts'
import { type Operand, shapeFor, shapeOf } from '../tensor/op.ts'
import {
  broadcastStrides,
  checkAxes,
  checkShape,
  checkSizes,
  formatShape,
  frontAxis,
  sameShape,
  sizeAt,
  sizeOf,
  stridesOf,
} from '../tensor/shape.ts'
import { primitive, view } from './op.ts'
import { whole } from './pieces.ts'

export const reshapeOp = view({
  name: 'reshape',
  operands: ['x'],
  outputs: ['y'],
  infer([x], { shape }: { readonly shape: Shape }) {
    checkShape('reshape', shape)
    if (sizeOf(x.shape) !== sizeOf(shape))
      throw new ShapeError(
        `reshape: ${formatShape(x.shape)} has ${sizeOf(x.shape)} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
      )
    return [{ shape, dtype: x.dtype }]
  },
})

/**
 * The same elements, row by row, in another shape. Shares memory with `x`.
 * @param shape −1 at one axis stands for what the others leave over
 * @throws ShapeError where the elements don't fill it
 * @example
 * reshape(tensor([1, 2, 3, 4]), [2, -1]).shape // [2, 2]
 */
export function reshape<O extends Operand>(x: O, shape: Shape): Result<O> {
  checkSizes('reshape', shape)
  return apply(reshapeOp, [x], {
    shape: shape.includes(-1) ? filledIn(shapeFor('reshape', x), shape) : shape,
  })
}

/** With the one size that isn't given; as it is where there are several, or none follows, which is no shape. */
function filledIn(from: Shape, shape: Shape): Shape {
  const axis = shape.indexOf(-1)
  const size = sizeOf(from) / sizeOf(shape.with(axis, 1))
  if (Number.isInteger(size) && size >= 0) return shape.with(axis, size)
  throw new ShapeError(
    `reshape: no size at axis ${axis} makes ${formatShape(from)} fill ${formatShape(shape)}`,
  )
}

export const transposeOp = primitive({
  name: 'transpose',
  operands: ['x'],
  outputs: ['y'],
  infer([x], { order }: { readonly order: readonly number[] }) {
    const from = x.shape
    const known = order.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < from.length)
    if (!known || order.length !== from.length || new Set(order).size !== from.length)
      throw new ShapeError(
        `transpose: order ${formatShape(order)} doesn't name each axis of ${formatShape(from)} once`,
      )
    return [{ shape: order.map((axis) => sizeAt(from, axis)), dtype: x.dtype }]
  },
  run(device, [x], { order }, [y]) {
    const strides = stridesOf(x.shape)
    const sourceStrides = order.map((axis) => strides[axis] ?? 0)
    device.copy([x.buffer], [whole(y.shape, { sourceStrides })], y.buffer)
  },
})

/**
 * Axis i of the result is axis `order[i]` of `x`; the last two are swapped where `order` is left out.
 * @throws ShapeError where `order` doesn't name each axis once
 * @example
 * await transpose(tensor([[1, 2], [3, 4]])).data() // [1, 3, 2, 4]
 */
export function transpose<O extends Operand>(x: O, order?: readonly number[]): Result<O> {
  const shape = shapeFor('transpose', x)
  const axes = shape.map((_, axis) => axis)
  const given = order ?? [...axes.slice(0, -2), ...axes.slice(-2).reverse()]
  checkList('transpose', given, 'axes, as [1, 0]')
  return apply(transposeOp, [x], { order: given.map((axis) => frontAxis('transpose', axis, shape.length)) })
}

export const concatenateOp = primitive({
  name: 'concatenate',
  operands: ['part', '...parts'],
  outputs: ['whole'],
  infer(inputs, { axis }: { readonly axis: number }) {
    const [first] = inputs
    checkAxes('concatenate', [axis], first.shape.length)
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
    const size = inputs.reduce((total, { shape }) => total + sizeAt(shape, axis), 0)
    return [{ shape: first.shape.with(axis, size), dtype: first.dtype }]
  },
  run(device, inputs, { axis }, [output]) {
    const targetStrides = stridesOf(output.shape)
    let start = 0
    const pieces = inputs.map(({ shape }, source) => {
      const targetOffset = start * (targetStrides[axis] ?? 1)
      start += sizeAt(shape, axis)
      return whole(shape, { source, targetStrides, targetOffset })
    })
    device.copy(
      inputs.map(({ buffer }) => buffer),
      pieces,
      output.buffer,
    )
  },
})

/**
 * Tensors one after the other along `axis`, equal in the others. NumPy's `concatenate`.
 * @throws ShapeError where there is none, or they differ elsewhere
 * @example
 * await concatenate([tensor([[1], [2]]), tensor([[3], [4]])], 1).data() // [1, 3, 2, 4]
 */
export function concatenate<const Parts extends readonly Operand[]>(parts: Parts, axis = 0): ResultOf<Parts> {
  checkList('concatenate', parts, 'tensors, as [a, b]')
  const [first, ...others] = parts
  if (first === undefined) throw new ShapeError('concatenate: needs at least one tensor')
  const front = frontAxis('concatenate', axis, shapeOf(first).length)
  return apply(concatenateOp, [first, ...others], { axis: front }) as ResultOf<Parts>
}

export const broadcastToOp = primitive({
  name: 'broadcastTo',
  operands: ['x'],
  outputs: ['y'],
  infer([x], { shape }: { readonly shape: Shape }) {
    checkShape('broadcastTo', shape)
    const from = x.shape
    const fits = from.every((size, axis) => size === 1 || size === shape[axis - from.length + shape.length])
    if (from.length > shape.length || !fits)
      throw new ShapeError(`broadcastTo: can't repeat ${formatShape(from)} to ${formatShape(shape)}`)
    return [{ shape, dtype: x.dtype }]
  },
  run(device, [x], { shape }, [y]) {
    device.copy([x.buffer], [whole(shape, { sourceStrides: broadcastStrides(x.shape, shape) })], y.buffer)
  },
})

/**
 * `x` repeated to `shape`.
 * @throws ShapeError where an axis is neither equal nor 1
 * @example
 * await broadcastTo(tensor([[1], [2]]), [2, 2]).data() // [1, 1, 2, 2]
 */
export function broadcastTo<O extends Operand>(x: O, shape: Shape): Result<O> {
  checkSizes('broadcastTo', shape)
  return sameShape(shapeFor('broadcastTo', x), shape)
    ? reshape(x, shape)
    : apply(broadcastToOp, [x], { shape })
}
