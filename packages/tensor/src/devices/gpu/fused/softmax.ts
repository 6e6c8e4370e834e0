/** Softmax, its logarithm, and their gradients: each a launch that reduces rows, and one that computes cells. */
import {
  logSoftmaxCotangent,
  softmaxCotangent,
  type softmaxGradientOp,
  type softmaxOp,
} from '../../../ops/softmax.ts'
import { input, type Scalar, trace } from '../../../scalar/scalar.ts'
import { computeCells } from '../kernels/elementwise.ts'
import { reduceRows } from '../kernels/reduce.ts'
import type { CreateFused } from './kernel.ts'
import { layoutOf } from './layout.ts'

const product = trace(2, (g, y) => g.mul(y))
const powerFrom = trace(2, (x, logSumExp) => x.sub(logSumExp).exp())
const differenceFrom = trace(2, (x, logSumExp) => x.sub(logSumExp))

const normalised =
  (graph: Scalar): CreateFused<typeof softmaxOp> =>
  (runtime) =>
  ([x], _, [output]) => {
    const { shape, alongRows, cells, perRow } = layoutOf(x)
    runtime.scratch(shape[0], (logSumExp) => {
      reduceRows(
        runtime,
        'logSumExp',
        input(0),
        [{ buffer: x.buffer, reading: 'cell' }],
        alongRows,
        logSumExp,
      )
      computeCells(runtime, graph, [cells(x.buffer), perRow(logSumExp)], shape, output.buffer)
    })
  }

export const softmax = normalised(powerFrom)
export const logSoftmax = normalised(differenceFrom)

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
