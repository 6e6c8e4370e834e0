/** Orders along an axis, and what is taken by numbers, row by row. */
import { argsort, sort, type Tensor, takeAlong } from '@cloze/tensor'
import fc from 'fast-check'
import { filled, filledAny, filledWhole, positiveSizes, smallShapes, unevenNormal } from './arbitraries.ts'
import { one, two } from './call.ts'
import type { Call } from './case.ts'
import { at, build, type Plain, upTo } from './plain.ts'

/** NaN above any number, equal ones as they stand. */
function orderOf(row: readonly number[], descending: boolean): number[] {
  const above = (x: number, y: number) => (Number.isNaN(x) ? !Number.isNaN(y) : x > y)
  const from = (i: number, j: number) => {
    const [x = 0, y = 0] = descending ? [row[j], row[i]] : [row[i], row[j]]
    return Number(above(x, y)) - Number(above(y, x))
  }
  return [...row.keys()].sort(from)
}

/** The place along `axis` of what comes there in order. */
const ordered = (x: Plain, axis: number, descending: boolean): Plain => {
  const orders = new Map<string, number[]>()
  return build(
    x.shape,
    (index) => {
      const line = index.with(axis, 0)
      const order =
        orders.get(line.join()) ??
        orderOf(
          upTo(x.shape[axis] ?? 0).map((i) => at(x, index.with(axis, i))),
          descending,
        )
      orders.set(line.join(), order)
      return order[index[axis] ?? 0] ?? 0
    },
    'int32',
  )
}

const taken = (x: Plain, ids: Plain, axis: number): Plain =>
  build(ids.shape, (index) => at(x, index.with(axis, at(ids, index))), x.dtype)

const sortCalls = (
  op: (x: Tensor, axis: number, options: { descending?: boolean }) => Tensor,
  gives: (x: Plain, axis: number, descending: boolean) => Plain,
): fc.Arbitrary<Call> =>
  fc
    .oneof(
      { weight: 4, arbitrary: smallShapes(1, 3) },
      { weight: 1, arbitrary: fc.integer({ min: 14, max: 70 }).map((size) => [2, size]) },
    )
    .chain((shape) =>
      fc.tuple(
        fc.oneof(filled(shape, unevenNormal), filledWhole(shape)),
        fc.nat(shape.length - 1),
        fc.option(fc.boolean(), { nil: undefined }),
      ),
    )
    .map(
      ([x, axis, descending]): Call => ({
        inputs: [x],
        run: one((tensor) => op(tensor, axis, descending === undefined ? {} : { descending })),
        expected: gives(x, axis, descending ?? false),
      }),
    )

const takeAlongCalls = smallShapes(1, 3)
  .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1), positiveSizes, fc.boolean()))
  .chain(([shape, axis, size, backwards]) =>
    fc.tuple(
      filledAny(shape.with(axis, size)),
      filledWhole(shape, size),
      fc.constant(backwards ? axis - shape.length : axis),
    ),
  )
  .map(
    ([x, ids, axis]): Call => ({
      inputs: [x, ids],
      run: two((table, places) => takeAlong(table, places, axis)),
      expected: taken(x, ids, axis < 0 ? axis + x.shape.length : axis),
    }),
  )

export const sortingCases = {
  argsort: sortCalls(argsort, ordered),
  sort: sortCalls(sort, (x, axis, descending) => taken(x, ordered(x, axis, descending), axis)),
  takeAlong: takeAlongCalls,
} as const
