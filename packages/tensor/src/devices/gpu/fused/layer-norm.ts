/** Layer normalisation: two launches find each row's mean and scale, one computes the cells. */
import {
  layerNormCotangent,
  type layerNormGradientOp,
  type layerNormOp,
  normalised,
  times3,
} from '../../../ops/layer-norm.ts'
import { substitute, trace } from '../../../scalar/graph.ts'
import { input } from '../../../scalar/scalar.ts'
import { computeCells } from '../kernels/elementwise.ts'
import { reduceRows } from '../kernels/reduce.ts'
import type { CreateFused } from './kernel.ts'
import { layoutOf } from './layout.ts'

const share = trace(2, (total, part) => total.mul(part))
const squareFrom = trace(2, (x, mean) => x.sub(mean).square())
const inverseDeviation = trace(3, (total, part, epsilon) => total.mul(part).add(epsilon).sqrt().reciprocal())
/** The row's cells are centred as they are read. */
const fromCentred = (x: number, mean: number) => input(x).sub(input(mean))

const fromX = substitute(normalised.op.graph, [fromCentred(0, 1), input(2), input(3), input(4)])

export const layerNorm: CreateFused<typeof layerNormOp> =
  (runtime) =>
  ([x, weight, bias], { epsilon }, [output, mean, scale]) => {
    const { shape, alongRows, cells, perRow, perColumn } = layoutOf(x)
    const part = 1 / shape[1]
    const row = { buffer: x.buffer, reading: 'cell' } as const
    reduceRows(runtime, 'sum', input(0), [row], alongRows, mean.buffer, { graph: share, numbers: [part] })
    reduceRows(
      runtime,
      'sum',
      squareFrom,
      [row, { buffer: mean.buffer, reading: 'row' }],
      alongRows,
      scale.buffer,
      {
        graph: inverseDeviation,
        numbers: [part, epsilon],
      },
    )
    computeCells(
      runtime,
      fromX,
      [
        cells(x.buffer),
        perRow(mean.buffer),
        perRow(scale.buffer),
        perColumn(weight.buffer),
        perColumn(bias.buffer),
      ],
      shape,
      output.buffer,
    )
  }

// g, weight, x, mean, scale
const gw = trace(2, (g, weight) => g.mul(weight))
const gwX = times3.op.graph
const alongRow = substitute(gwX, [input(0).mul(input(1)), fromCentred(2, 3), input(4)])
const cotangent = substitute(layerNormCotangent.op.graph, [
  input(0).mul(input(1)),
  fromCentred(2, 3),
  input(4),
  input(5),
  input(6),
])
const downColumn = substitute(gwX, [input(0), fromCentred(1, 2), input(3)])

export const layerNormGradient: CreateFused<typeof layerNormGradientOp> =
  (runtime) =>
  ([g, x, weight, mean, scale], _, [dx, dWeight, dBias]) => {
    const { shape, alongRows, downColumns, cells, perRow, perColumn } = layoutOf(x)
    const cellOf = ({ buffer }: typeof x) => ({ buffer, reading: 'cell' }) as const
    const [gCell, xCell] = [cellOf(g), cellOf(x)]
    const meanOf = { graph: share, numbers: [1 / shape[1]] }
    const along = (buffer: typeof mean.buffer, reading: 'row' | 'column' | 'offset') => ({ buffer, reading })
    runtime.scratch(shape[0], (meanGw) =>
      runtime.scratch(shape[0], (meanGwX) => {
        const weights = along(weight.buffer, 'offset')
        reduceRows(runtime, 'sum', gw, [gCell, weights], alongRows, meanGw, meanOf)
        const all = [gCell, weights, xCell, along(mean.buffer, 'row'), along(scale.buffer, 'row')]
        reduceRows(runtime, 'sum', alongRow, all, alongRows, meanGwX, meanOf)
        const operands = [
          cells(g.buffer),
          perColumn(weight.buffer),
          cells(x.buffer),
          ...[mean.buffer, scale.buffer, meanGw, meanGwX].map(perRow),
        ]
        computeCells(runtime, cotangent, operands, shape, dx.buffer)
      }),
    )
    const down = [gCell, xCell, along(mean.buffer, 'offset'), along(scale.buffer, 'offset')]
    reduceRows(runtime, 'sum', downColumn, down, downColumns, dWeight.buffer)
    reduceRows(runtime, 'sum', input(0), [gCell], downColumns, dBias.buffer)
  }
