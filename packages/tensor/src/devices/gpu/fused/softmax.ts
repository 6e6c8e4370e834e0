/** Softmax, its logarithm, and their gradients: launches that reduce rows, and one that computes cells. */
import {
  logSoftmaxCotangent,
  softmaxCotangent,
  type softmaxGradientOp,
  type softmaxOp,
} from '../../../ops/softmax.ts'
import { trace } from '../../../scalar/graph.ts'
import { input, type Scalar } from '../../../scalar/scalar.ts'
import { computeCells } from '../kernels/elementwise.ts'
import { reduceRows } from '../kernels/reduce.ts'
import type { CreateFused } from './kernel.ts'
import { layoutOf } from './layout.ts'

const product = trace(2, (g, y) => g.mul(y))
/**
 * x less its row's largest, with −∞ as in `expFrom`: log-sum-exp is taken of these, since that of numbers far from 0 is
 * rounded to where they are.
 */
const centred = trace(2, (x, m) => x.sub(m.equal(Number.NEGATIVE_INFINITY).select(0, m)))
const difference = centred.sub(input(2))

/** @param graph of x, its row's largest, and the log-sum-exp of what is left */
const normalised =
  (graph: Scalar): CreateFused<typeof softmaxOp> =>
  (runtime) =>
  ([x], _, [output]) => {
    const { shape, alongRows, cells, perRow } = layoutOf(x)
    const cell = { buffer: x.buffer, reading: 'cell' } as const
    runtime.scratch(shape[0], (most) =>
      runtime.scratch(shape[0], (logSumExp) => {
        reduceRows(runtime, 'max', input(0), [cell], alongRows, most)
        reduceRows(
          runtime,
          'logSumExp',
          centred,
          [cell, { buffer: most, reading: 'row' }],
          alongRows,
          logSumExp,
        )
        computeCells(runtime, graph, [cells(x.buffer), perRow(most), perRow(logSumExp)], shape, output.buffer)
      }),
    )
  }

export const softmax = normalised(difference.exp())
export const logSoftmax = normalised(difference)

/** Reduces `graph` of g and y along each row, then computes each cell from g, y and that. */
const gradient =
  (graph: Scalar, cotangent: Scalar): CreateFused<typeof softmaxGradientOp> =>
  (runtime) =>
  ([g, y], _, [output]) => {
    const { shape, alongRows, cells, perRow } = layoutOf(y)
    const inputs = [g, y].map(({ buffer }) => ({ buffer, reading: 'cell' }) as const)
    runtime.scratch(shape[0], (total) => {
      reduceRows(runtime, 'sum', graph, inputs, alongRows, total)
      computeCells(
        runtime,
        cotangent,
        [cells(g.buffer), cells(y.buffer), perRow(total)],
        shape,
        output.buffer,
      )
    })
  }

export const softmaxGradient = gradient(product, softmaxCotangent.op.graph)
export const logSoftmaxGradient = gradient(input(0), logSoftmaxCotangent.op.graph)
