/** Sums and products up to each element, one by one. */
import { cumulativeProduct, cumulativeSum, type Tensor } from '@cloze/tensor'
import fc from 'fast-check'
import { filled, filledAny, smallShapes, unevenNormal } from './arbitraries.ts'
import { one } from './call.ts'
import type { Call } from './case.ts'
import { at, build, type Plain, upTo } from './plain.ts'

const scanCalls = (
  op: (x: Tensor, axis: number) => Tensor,
  join: (before: number, x: number) => number,
  values: typeof filledAny,
): fc.Arbitrary<Call> =>
  smallShapes(1, 3)
    .chain((shape) => fc.tuple(values(shape), fc.nat(shape.length - 1), fc.boolean()))
    .map(([x, axis, fromEnd]): Call => {
      const expected: Plain = build(x.shape, (index) =>
        upTo(index[axis] ?? 0).reduceRight(
          (after, i) => join(at(x, index.with(axis, i)), after),
          at(x, index),
        ),
      )
      return {
        inputs: [x],
        run: one((tensor) => op(tensor, fromEnd ? axis - x.shape.length : axis)),
        expected,
        rounds: true,
      }
    })

export const scanCases = {
  cumulativeSum: scanCalls(cumulativeSum, (before, x) => before + x, filledAny),
  cumulativeProduct: scanCalls(
    cumulativeProduct,
    (before, x) => before * x,
    (shape) => filled(shape, unevenNormal),
  ),
} as const
