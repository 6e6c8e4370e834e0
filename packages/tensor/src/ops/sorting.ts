/** Order along an axis. NaN is above any number, as in `argmax` and `topK`. */

import { scope } from '../memory.ts'
import type { Scalar } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { type Like, tensorOf } from '../tensor/like.ts'
import { Literal, range } from '../tensor/literal.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { sizeAt, sizeOf } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { along } from './along.ts'
import { cast } from './cast.ts'
import { where } from './elementwise.ts'
import { floats } from './floats.ts'
import { defined, elementwise } from './op.ts'
import { concatenate, reshape } from './shapes.ts'
import { slice } from './slice.ts'
import { takeAlong } from './take-along.ts'

/** Which end comes first. */
export interface SortOptions {
  /** Whether the largest comes first, and NaN before it. False where left out. */
  readonly descending?: boolean
}

/** Whether x is below y; NaN is below nothing. */
const below = (x: Scalar, y: Scalar): Scalar => x.equal(x).equal(y.equal(y)).select(x.less(y), x.equal(x))

/** Whether two change places: where the second is to come first, or the first in a block that is in reverse. */
const exchange = (first: (x: Scalar, y: Scalar) => Scalar) =>
  elementwise('exchange', (x: Scalar, atX: Scalar, y: Scalar, atY: Scalar, reversed: Scalar) =>
    first(x, y)
      .select(1, first(y, x).select(0, atX.less(atY)))
      .equal(reversed),
  )
const ascendingExchange = exchange(below)
const descendingExchange = exchange((x, y) => below(y, x))

const placeOf = elementwise('placeOf', (_: Scalar, place: Scalar) => place)

export const argsortOp = defined({
  name: 'argsort',
  operands: ['x'],
  outputs: ['order'],
  infer: ([x], _: { readonly descending: boolean }) => [{ shape: x.shape, dtype: 'int32' }],
  /**
   * A bitonic network (Batcher 1968) of a power of two of values, each with its place, which decides between equals: blocks
   * of 2, 4, 8, … are sorted, every other one in reverse, so that each two of them are sorted by log₂ of their size steps.
   */
  define([x], { descending }) {
    const shape = shapeOf(x)
    const [rows, size] = [sizeOf(shape.slice(0, -1)), sizeAt(shape, -1)]
    const width = 2 ** (32 - Math.clz32(Math.max(size, 1) - 1))
    const exchanged = descending ? descendingExchange : ascendingExchange
    const filler = new Float64Array(rows * (width - size)).fill(
      descending ? Number.NEGATIVE_INFINITY : Number.NaN, // with the highest places, they stay last
    )
    let value: Operand = reshape<Operand>(floats(x), [rows, size])
    if (width > size)
      value = concatenate<readonly Operand[]>([value, new Literal([rows, width - size], filler)], 1)
    let place: Operand = placeOf(value, range(width))
    for (let block = 2; block <= width; block *= 2)
      for (let step = block / 2; step >= 1; step /= 2)
        [value, place] = scope(() => {
          const pairs = width / step / 2
          const isReversed = (_: unknown, pair: number) => Math.floor((pair * step * 2) / block) % 2
          const reversed = new Literal([pairs, 1, 1], Float64Array.from({ length: pairs }, isReversed))
          const half = (of: Operand, at: number) =>
            slice(reshape(of, [rows, pairs, 2, step]), [0, 0, at], [rows, pairs, at + 1]) // (rows, pairs, 1, step)
          const [x, y] = [half(value, 0), half(value, 1)]
          const [atX, atY] = [half(place, 0), half(place, 1)]
          const swap = exchanged(x, atX, y, atY, reversed)
          return [
            concatenate([where(swap, y, x), where(swap, x, y)], 2),
            concatenate([where(swap, atY, atX), where(swap, atX, atY)], 2),
          ] as const
        })
    return [cast(reshape(slice(reshape(place, [rows, width]), [0, 0], [rows, size]), shape), 'int32')]
  },
})

export function argsort<O extends Operand>(x: O, axis = -1, options: SortOptions = {}): Result<O> {
  const { descending = false } = checkOptions('argsort', options, { descending: 'boolean' })
  return along('argsort', x, axis, (rows) => apply(argsortOp, [rows], { descending }))
}

export function sort<O extends Operand>(x: O, axis = -1, options: SortOptions = {}): Result<O> {
  const { descending = false } = checkOptions('sort', options, { descending: 'boolean' })
  return scope(() =>
    along('sort', x, axis, (rows) => takeAlong(rows, apply(argsortOp, [rows], { descending }))),
  )
}

/**
 * Each value that there is, once, sorted; computed on the host, so that no gradient flows through it. NumPy's `unique`: NaN is one value, the last.
 * @returns (n), on the device of `x`
 * @example
 * await (await unique(tensor([3, 1, 3, 2]))).data() // [1, 2, 3]
 */
export async function unique(x: Like): Promise<Tensor> {
  const from = tensorOf('unique', x)
  const sorted = (await from.data()).sort() // numbers, in typed arrays, and NaN last
  const single = sorted.filter((value, i) => value !== sorted[i - 1] && !Number.isNaN(sorted[i - 1]))
  return Tensor.from(from.device, [single.length], single)
}
