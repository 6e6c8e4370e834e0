/**
 * The derivative table: for each op, what arrives at its inputs when `g` arrives at its output `y`. Written in ops, so
 * that it differentiates again. A defined op needs no row: its definition is differentiated.
 */
import {
  type AttributesOf,
  activations,
  apply,
  broadcastTo,
  type DefinedName,
  div,
  equal,
  gather,
  interpret,
  matmul,
  mul,
  type Operand,
  type Ops,
  ops,
  place,
  reshape,
  type Shape,
  scatterAdd,
  shapeOf,
  sizeOf,
  slice,
  sum,
  Tensor,
  transpose,
} from '@cloze/tensor'
import { sumTo } from './broadcast.ts'
import { flowThrough } from './elementwise.ts'
import { type Kept, linear, none, ofInputs, ofOutput, ofSaved, type Row } from './row.ts'

/** A row for each op that no definition stands behind; one for a defined op where it is cheaper. */
export type Derivatives = {
  readonly [Name in Exclude<keyof Ops, DefinedName>]: Row<AttributesOf<Ops[Name]>>
} & { readonly [Name in DefinedName]?: Row<AttributesOf<Ops[Name]>> }

/** `x` with the reduced axes put back, with size 1. */
const keepAxes = (x: Operand, axes: readonly number[], shape: Shape): Operand =>
  reshape(
    x,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )

const noRow = { inputs: [], output: false, saved: false, gradient: () => [none] } as const

export const derivatives: Derivatives = {
  matmul: ofInputs((g, [a = 0, b = 0], { transposeA, transposeB }) => [
    () =>
      sumTo(
        transposeA
          ? matmul(b, g, { transposeA: transposeB, transposeB: true })
          : matmul(g, b, { transposeB: !transposeB }),
        shapeOf(a),
      ),
    () =>
      sumTo(
        transposeB
          ? matmul(g, a, { transposeA: true, transposeB: transposeA })
          : matmul(a, g, { transposeA: !transposeA }),
        shapeOf(b),
      ),
  ]),
  sum: linear((g, [shape = []], { axes }) => [broadcastTo(keepAxes(g, axes, shape), shape)]),
  /** Shared evenly by equal maxima, as torch.amax does. */
  max: {
    inputs: 'all',
    output: true,
    saved: false,
    gradient(g, { inputs: [x = 0], output }: Kept, { axes }) {
      const shape = shapeOf(x)
      const largest = equal(x, keepAxes(output, axes, shape))
      const share = div(keepAxes(g, axes, shape), sum(largest, { axes, keepAxes: true }))
      return [mul(largest, share)]
    },
  },
  argmax: noRow,
  gather: {
    inputs: [1],
    output: false,
    saved: false,
    gradient: (g, { inputs: [, ids = 0], shapes: [table = []] }) => [scatterAdd(g, ids, table[0] ?? 0), none],
  },
  scatterAdd: {
    inputs: [1],
    output: false,
    saved: false,
    gradient: (g, { inputs: [, ids = 0] }) => [gather(g, ids), none],
  },
  reshape: linear((g, [shape = []]) => [reshape(g, shape)]),
  transpose: linear((g, _, { order }) => [transpose(g, inverse(order))]),
  slice: linear((g, [shape = []], { starts }) => [place(g, starts, shape)]),
  place: linear((g, [shape = []], { starts }) => [
    slice(
      g,
      starts,
      shape.map((size, axis) => size + (starts[axis] ?? 0)),
    ),
  ]),
  concatenate: linear((g, shapes, { axis }) => {
    let start = 0
    return shapes.map((shape) => {
      const from = start
      start += shape[axis] ?? 0
      const end = shape.map((size, at) => (at === axis ? from + size : size))
      return () =>
        slice(
          g,
          shape.map((_, at) => (at === axis ? from : 0)),
          end,
        )
    })
  }),
  broadcastTo: linear((g, [shape = []]) => [sumTo(g, shape)]),

  softmax: ofOutput((g, y) => [apply<undefined, Operand>(ops.softmaxGradient, [g, y], undefined)]),
  logSoftmax: ofOutput((g, y) => [apply<undefined, Operand>(ops.logSoftmaxGradient, [g, y], undefined)]),
  layerNorm: ofSaved((g, [x = 0, weight = 1], saved) =>
    interpret<undefined, Operand>(ops.layerNormGradient, [g, x, weight, ...saved], undefined),
  ),
  addLayerNorm: ofSaved((g, [x = 0, residual = 0, weight = 1], saved) => {
    const kept = [g, x, residual, weight, ...saved]
    const [flow, ...toParameters] = interpret<undefined, Operand>(ops.addLayerNormGradient, kept, undefined)
    return [flow, flow, ...toParameters]
  }),
  linear: ofSaved((g, [x = 0, weight = 0, bias], [before = 0], { activation }) => {
    const activated = activations[activation]
    const arriving = activated ? flowThrough(activated.op, g, before) : g // (…, out)
    const [out = 0, into = 0] = shapeOf(weight)
    const count = sizeOf(shapeOf(x).slice(0, -1)) // N
    const flow = reshape(arriving, [count, out]) // (N, out)
    const rows = () => reshape(x, [count, into]) // (N, in)
    return [
      () => reshape(matmul(flow, weight), shapeOf(x)),
      () => matmul(flow, rows(), { transposeA: true }),
      ...(bias === undefined ? [] : [() => sum(flow, { axes: [0] })]),
    ]
  }),
  /** A cell is dropped on the way back if it was on the way there. */
  dropout: linear((g, _, attributes) => [apply(ops.dropout, [g], attributes)]),
  crossEntropy: ofSaved((g, inputs, saved, attributes) => [
    apply<typeof attributes, Operand>(ops.crossEntropyGradient, [g, ...inputs, ...saved], attributes),
    none,
  ]),
  /** The forward pass has what flows when 1 arrives. */
  linearCrossEntropy: {
    inputs: 'all',
    output: false,
    saved: true,
    gradient: (g, { saved: [, ...flows] }: Kept) => [...flows.map((flow) => () => times(g, flow)), none],
  },
  attention: {
    inputs: 'all',
    output: true,
    saved: true,
    gradient: (g, { inputs, output, saved }: Kept, attributes) =>
      interpret<typeof attributes, Operand>(
        ops.attentionGradient,
        [g, ...inputs, output, ...saved],
        attributes,
      ),
  },
  packedAttention: {
    inputs: 'all',
    output: true,
    saved: true,
    gradient: (g, { inputs, output, saved }: Kept, attributes) =>
      interpret<typeof attributes, Operand>(
        ops.packedAttentionGradient,
        [g, ...inputs, output, ...saved],
        attributes,
      ),
  },
  packedDropout: linear((g, _, attributes) => [apply(ops.packedDropout, [g], attributes)]),
}

/** g·x; x itself where g is known to be 1, as at the end of a graph. */
const times = (g: Operand, x: Operand): Operand =>
  g instanceof Tensor && g.known === 1 ? reshape(x, shapeOf(x)) : mul(g, x)

const inverse = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis))
