import { type Operand, reshape, type Shape, shapeOf, sum } from '@cloze/tensor'
import { sameShape } from '@cloze/tensor/extend'

/** The gradient of a broadcast from `shape`: the sum over every axis that was repeated. */
export function sumTo(g: Operand, shape: Shape): Operand {
  const from = shapeOf(g)
  if (sameShape(from, shape)) return g
  const own = (axis: number) => shape[axis - from.length + shape.length] ?? 1
  const axes = from.flatMap((size, axis) =>
    own(axis) !== size || axis < from.length - shape.length ? [axis] : [],
  )
  return reshape(sum(g, { axes }), shape)
}
