/** Axes in the place where an op wants them. */
import type { Shape } from '../device/device.ts'
import { scope } from '../memory.ts'
import type { Result } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { frontAxis } from '../tensor/shape.ts'
import { transpose } from './shapes.ts'

/** `x` with its axes in that order; itself where they are. */
export const inOrder = (x: Operand, order: readonly number[]): Operand =>
  order.every((axis, index) => axis === index) ? x : transpose(x, order)

/** The axes beside some: ascending, from the front. */
export const otherAxes = (shape: Shape, axes: readonly number[]): readonly number[] =>
  shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))

/** `x` with axis `front` and its last one swapped. */
export function lastSwapped(x: Operand, front: number): Operand {
  const axes = shapeOf(x).map((_, axis) => axis)
  return inOrder(x, axes.with(front, axes.length - 1).with(-1, front))
}

/**
 * What `f`, which goes along the last axis, gives along `axis`.
 * @throws ShapeError that names `name`, where there is no such axis
 */
export function along<O extends Operand>(
  name: string,
  x: O,
  axis: number,
  f: (x: Operand) => Operand,
): Result<O> {
  const rank = soleShape(name, x).length
  const front = frontAxis(name, axis, rank)
  if (front === rank - 1) return f(x) as Result<O>
  return scope(() => lastSwapped(f(lastSwapped(x, front)), front) as Result<O>)
}
