/** For each function that is made of ops: where its gradient is checked; coverage.test.ts names one that is left out. */
import type { Variable } from '@cloze/autograd'
import type { Shape } from '@cloze/tensor'
import * as t from '@cloze/tensor'
import { Literal, sizeOf } from '@cloze/tensor/extend'
import { alongAxis, filled, reduction } from './along-axes.ts'
import type { CaseOf } from './case.ts'

/** `shape` with no axis of no cell. */
const solid = (shape: Shape): number[] => shape.map((size) => Math.max(1, size))

const alike =
  (f: (x: Variable, y: Variable) => Variable): CaseOf =>
  (shape, draw) => ({ f, inputs: [draw.floats(solid(shape)), draw.floats(solid(shape))] })

/** A variance of one element is NaN with a correction of 1. */
const spread =
  (f: typeof t.variance): CaseOf =>
  (shape, draw) => {
    const options = { axes: draw.axes(shape), keepAxes: draw.chance(), correction: draw.integer(2) / 2 }
    // Far apart: the root of a variance near 0 is too bent for differences.
    const apart = new Literal(
      shape,
      Float64Array.from({ length: sizeOf(shape) }, (_, cell) => 8 * cell),
    )
    return { f: (x) => f(t.add(x, apart), options), inputs: [draw.floats(shape)] }
  }

export const composedCases: { readonly [name: string]: CaseOf } = {
  min: reduction(t.min),
  argmin: (shape, draw) => reduction(t.argmin)(solid(shape), draw),
  all: reduction(t.all),
  any: reduction(t.any),
  prod: reduction(t.prod),
  variance: spread(t.variance),
  standardDeviation: spread(t.standardDeviation),
  norm: (shape, draw) => {
    const order = [1, 2, Number.POSITIVE_INFINITY][draw.integer(3)] ?? 2
    return reduction((x, options) => t.norm(x, { ...options, order }))(solid(shape), draw)
  },
  logSumExp: reduction(t.logSumExp),
  cumulativeSum: alongAxis(t.cumulativeSum),
  cumulativeProduct: alongAxis(t.cumulativeProduct),
  argsort: alongAxis(t.argsort),
  topK: (shape, draw) => {
    const k = 1 + draw.integer(filled(shape).at(-1) ?? 1)
    return { f: (x) => t.topK(x, k).values, inputs: [draw.floats(filled(shape))] }
  },
  sort: (shape, draw) => {
    const options = { descending: draw.chance() }
    return alongAxis((x, axis) => t.sort(x, axis, options))(shape, draw)
  },
  takeAlong: (shape, draw) => {
    const x = filled(shape)
    const axis = draw.integer(x.length)
    const size = 1 + draw.integer(3)
    const ids = draw.ids(x.with(axis, draw.integer(4)), size)
    return { f: (x) => t.takeAlong(x, ids, axis), inputs: [draw.floats(x.with(axis, size))] }
  },
  meanSquaredError: alike(t.meanSquaredError),
  binaryCrossEntropyWithLogits: alike(t.binaryCrossEntropyWithLogits),
}
