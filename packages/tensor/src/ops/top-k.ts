/** The largest elements of the last axis. */

import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { Scalar } from '../scalar/scalar.ts'
import { apply, interpret, type Result } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { formatShape, sizeAt } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { maximum, where } from './elementwise.ts'
import { floats } from './floats.ts'
import { defined, elementwise } from './op.ts'
import { last, max, sum } from './reductions.ts'
import { argmaxOp, oneHot } from './rows.ts'
import { concatenate, reshape } from './shapes.ts'
import { slice } from './slice.ts'
import { argsortOp } from './sorting.ts'
import { takeAlong } from './take-along.ts'

/** From so many on, the order of all is found sooner than one after the other. */
const SORTED = 16

const untaken = elementwise('untaken', (x: Scalar, taken: Scalar) =>
  taken.select(Number.NEGATIVE_INFINITY, x),
)
/** 1 where a cell is as large as the largest that is left, which is NaN where one of them is. */
const isLargest = elementwise('isLargest', (x: Scalar, taken: Scalar, largest: Scalar) =>
  taken.select(0, x.equal(x).select(x.equal(largest), 1)),
)

export const topKOp = defined({
  name: 'topK',
  operands: ['x'],
  outputs: ['values', 'indices'],
  infer([x], { k }: { readonly k: number }) {
    const { shape } = x
    const size = shape.at(-1) ?? 0
    if (!Number.isInteger(k) || k < 1 || k > size)
      throw new ShapeError(
        `topK: k is ${k}, but must be in 1…${size}, the last axis of ${formatShape(shape)}`,
      )
    const top = shape.with(-1, k)
    return [
      { shape: top, dtype: 'float' },
      { shape: top, dtype: 'int32' },
    ]
  },
  /** k rounds. What was taken is marked and not merely made −∞: cells may be −∞ themselves. */
  define([x], { k }) {
    const classes = sizeAt(shapeOf(x), -1)
    const values: Operand[] = []
    const indices: Operand[] = []
    let taken: Operand = 0
    for (let round = 0; round < k; round++) {
      const before = taken
      const [value, place, marked] = scope((): [Operand, Operand, Operand] => {
        const index: Operand = apply(argmaxOp, [isLargest(x, before, max(untaken(x, before), last))])
        const chosen = oneHot(index, classes)
        return [
          sum(where(chosen, x, 0), last),
          reshape(index, [...shapeOf(index), 1]),
          maximum(before, chosen),
        ]
      })
      if (before instanceof Tensor) before.dispose()
      values.push(value)
      indices.push(place)
      taken = marked
    }
    return [concatenate(values, -1), concatenate(indices, -1)]
  },
})

export function topK<O extends Operand>(x: O, k: number): { values: Result<O>; indices: Result<O> } {
  const shape = soleShape('topK', x)
  if (k < SORTED || !(k <= (shape.at(-1) ?? 0)) || !Number.isInteger(k)) {
    const [values, indices] = interpret(topKOp, [x], { k })
    return { values, indices }
  }
  return scope(() => {
    const from = floats<Operand>(x)
    const order = apply(argsortOp, [from], { descending: true })
    const indices = slice(
      order,
      shape.map(() => 0),
      shape.with(-1, k),
    )
    return { values: takeAlong(from, indices), indices } as { values: Result<O>; indices: Result<O> }
  })
}
