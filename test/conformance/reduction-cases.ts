/** What each reduction must give, cell by cell. */
import {
  all,
  any,
  argmax,
  argmin,
  logSumExp,
  max,
  mean,
  min,
  norm,
  prod,
  type ReduceOptions,
  type Shape,
  standardDeviation,
  sum,
  type Tensor,
  variance,
} from '@cloze/tensor'
import fc from 'fast-check'
import { filled, filledAny, filledShapes, shapes, someAxes, unevenNormal } from './arbitraries.ts'
import { one } from './call.ts'
import type { Call } from './case.ts'
import { flush } from './denormal.ts'
import { at, build, indicesOf, type Plain, total } from './plain.ts'
import { logSumExpOf } from './softmax-cases.ts'

/** The cells of `x` that are reduced into the cell of the output at `index`. */
function reduced(x: Plain, axes: readonly number[], index: readonly number[]): number[] {
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
  return indicesOf(axes.map((axis) => x.shape[axis] ?? 1)).map((inside) =>
    at(
      x,
      x.shape.map(
        (_, axis) => (axes.includes(axis) ? inside[axes.indexOf(axis)] : index[kept.indexOf(axis)]) ?? 0,
      ),
    ),
  )
}

const reduce = (x: Plain, axes: readonly number[], gives: (cells: number[]) => number): Plain =>
  build(
    x.shape.filter((_, axis) => !axes.includes(axis)),
    (index) => gives(reduced(x, axes, index)),
  )

const keepAxes = (x: Plain, axes: readonly number[], shape: Shape): Plain => ({
  ...x,
  shape: shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
})

/** How a reduction is drawn, and what it gives. */
interface Reduction {
  readonly shape?: fc.Arbitrary<Shape>
  /** Floats of every kind and whole numbers where left out. */
  readonly values?: (shape: Shape) => fc.Arbitrary<Plain>
  readonly dtype?: Plain['dtype']
  readonly rounds?: boolean
  /** Whether it matters that denormal numbers are 0. */
  readonly flushes?: boolean
}

const reductionCalls = (
  op: (x: Tensor, options: ReduceOptions) => Tensor,
  gives: (cells: number[]) => number,
  {
    shape = shapes(0, 4),
    values = filledAny,
    dtype = 'float',
    rounds = false,
    flushes = false,
  }: Reduction = {},
): fc.Arbitrary<Call> =>
  shape.chain((drawn) =>
    fc.tuple(values(drawn), someAxes(drawn), fc.boolean()).map(([x, axes, keep]): Call => {
      const expected = (of: Plain): Plain => {
        const found = { ...reduce(of, axes, gives), dtype }
        return keep ? keepAxes(found, axes, x.shape) : found
      }
      return {
        inputs: [x],
        run: one((tensor) => op(tensor, { axes, keepAxes: keep })),
        expected: expected(x),
        rounds,
        ...(flushes && { flushed: () => [expected(flush(x))] }),
      }
    }),
  )

/** The place of the first maximum; NaN is above any number. */
export const firstLargest = (cells: readonly number[]): number =>
  cells.some(Number.isNaN) ? cells.findIndex(Number.isNaN) : cells.indexOf(Math.max(...cells))

const normal = (shape: Shape) => filled(shape, unevenNormal)
const filledOnes = { shape: filledShapes(0, 4) }
const indices = {
  shape: filledShapes(1, 3),
  values: (shape: Shape) => filled(shape),
  dtype: 'int32',
  flushes: true,
} as const

const varianceOf = (cells: readonly number[], correction: number): number => {
  const centre = total(cells) / cells.length
  return total(cells.map((x) => (x - centre) ** 2)) / Math.max(0, cells.length - correction)
}

const corrected = (op: typeof variance, gives: (cells: number[], correction: number) => number) =>
  fc.oneof(
    ...[0, 1].map((correction) =>
      reductionCalls(
        (x, options) => op(x, { ...options, correction }),
        (cells) => gives(cells, correction),
        { ...filledOnes, values: normal, rounds: true },
      ),
    ),
  )

const norms: readonly (readonly [number, (cells: number[]) => number])[] = [
  [1, (cells) => total(cells.map(Math.abs))],
  [2, (cells) => Math.sqrt(total(cells.map((x) => x * x)))],
  [Number.POSITIVE_INFINITY, (cells) => Math.max(...cells.map(Math.abs))],
]

export const reductionCases = {
  sum: reductionCalls(sum, total, { rounds: true }),
  max: reductionCalls(max, (cells) => Math.max(...cells)),
  min: reductionCalls(min, (cells) => Math.min(...cells)),
  mean: reductionCalls(mean, (cells) => total(cells) / cells.length, { ...filledOnes, rounds: true }),
  prod: reductionCalls(prod, (cells) => cells.reduce((product, x) => product * x, 1), {
    values: normal,
    rounds: true,
  }),
  variance: corrected(variance, varianceOf),
  standardDeviation: corrected(standardDeviation, (cells, correction) =>
    Math.sqrt(varianceOf(cells, correction)),
  ),
  norm: fc.oneof(
    ...norms.map(([order, gives]) =>
      reductionCalls((x, options) => norm(x, { ...options, order }), gives, { ...filledOnes, rounds: true }),
    ),
  ),
  logSumExp: reductionCalls(
    logSumExp,
    (cells) => {
      const most = Math.max(...cells)
      return Number.isFinite(most) ? logSumExpOf(cells) : most
    },
    { rounds: true },
  ),
  all: reductionCalls(all, (cells) => Number(!cells.includes(0)), { flushes: true }),
  any: reductionCalls(any, (cells) => Number(cells.some((x) => x !== 0)), { flushes: true }),
  argmax: reductionCalls(argmax, firstLargest, indices),
  argmin: reductionCalls(argmin, (cells) => firstLargest(cells.map((x) => -x)), indices),
} as const
