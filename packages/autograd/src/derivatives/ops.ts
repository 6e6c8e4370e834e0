/**
 * The derivative table: for each op, the gradient of its operands where that of its first output is `g`. A row says by name
 * which operands and outputs it keeps, its residuals, and reads no others. It is written in ops, so that it differentiates
 * again. A defined op needs no row: its definition is differentiated.
 */
import {
  activations,
  apply,
  broadcastTo,
  div,
  equal,
  gather,
  interpret,
  matmul,
  mul,
  type Operand,
  reshape,
  type Shape,
  scatterAdd,
  shapeOf,
  slice,
  sum,
  Tensor,
  transpose,
} from '@cloze/tensor'
import { axesOf, type DefinedName, known, type Ops, ops, sizeAt, sizeOf } from '@cloze/tensor/extend'
import { sumTo } from './broadcast.ts'
import { gradientThrough } from './elementwise.ts'
import { none, type VjpOf, vjp } from './vjp.ts'

/** A row for each op that no definition stands behind; one for a defined op where it is cheaper. */
export type Derivatives = {
  readonly [Name in Exclude<keyof Ops, DefinedName>]: VjpOf<Ops[Name]>
} & { readonly [Name in DefinedName]?: VjpOf<Ops[Name]> }

/** `x` with the reduced axes put back, with size 1. */
const keepAxes = (x: Operand, axes: readonly number[], shape: Shape): Operand =>
  reshape(
    x,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )

export const derivatives: Derivatives = {
  matmul: vjp(ops.matmul, ['a', 'b'], (g, { a, b }, { transposeA, transposeB }) => [
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
  sum: vjp(ops.sum, [], (g, _, { axes }, [x]) => [broadcastTo(keepAxes(g, axes, x), x)]),
  /** Shared evenly by equal maxima, as torch.amax does. */
  max: vjp(ops.max, ['x', 'y'], (g, { x, y }, { axes }, [shape]) => {
    const largest = equal(x, keepAxes(y, axes, shape))
    const share = div(keepAxes(g, axes, shape), sum(largest, { axes, keepAxes: true }))
    return [mul(largest, share)]
  }),
  argmax: vjp(ops.argmax, [], () => [none]),
  gather: vjp(ops.gather, ['ids'], (g, { ids }, _, [table]) => [scatterAdd(g, ids, sizeAt(table, 0)), none]),
  scatterAdd: vjp(ops.scatterAdd, ['ids'], (g, { ids }) => [gather(g, ids), none]),
  reshape: vjp(ops.reshape, [], (g, _, __, [x]) => [reshape(g, x)]),
  transpose: vjp(ops.transpose, [], (g, _, { order }) => [transpose(g, inverse(order))]),
  slice: vjp(ops.slice, [], (g, _, block, [x]) => [apply(ops.padTo, [g], { ...block, shape: x })]),
  padTo: vjp(ops.padTo, [], (g, _, block, [x]) => [apply(ops.slice, [g], { ...block, shape: x })]),
  concatenate: vjp(ops.concatenate, [], (g, _, { axis }, [first, ...others]) => {
    let end = 0
    const piece = (shape: Shape) => {
      const starts = shape.map((_, at) => (at === axis ? end : 0))
      end += sizeAt(shape, axis)
      return () => slice(g, starts, endOf(starts, shape))
    }
    return [piece(first), ...others.map(piece)]
  }),
  broadcastTo: vjp(ops.broadcastTo, [], (g, _, __, [x]) => [sumTo(g, x)]),

  softmax: vjp(ops.softmax, ['y'], (g, { y }) => [apply(ops.softmaxGradient, [g, y])]),
  logSoftmax: vjp(ops.logSoftmax, ['y'], (g, { y }) => [apply(ops.logSoftmaxGradient, [g, y])]),
  layerNorm: vjp(ops.layerNorm, ['x', 'weight', 'mean', 'scale'], (g, { x, weight, mean, scale }) =>
    interpret(ops.layerNormGradient, [g, x, weight, mean, scale]),
  ),
  addLayerNorm: vjp(
    ops.addLayerNorm,
    ['x', 'residual', 'weight', 'mean', 'scale'],
    (g, { x, residual, weight, mean, scale }) => {
      const operands = [g, x, residual, weight, mean, scale] as const
      const [dSum, dWeight, dBias] = interpret(ops.addLayerNormGradient, operands)
      return [dSum, dSum, dWeight, dBias]
    },
  ),
  linear: vjp(ops.linear, ['x', 'weight', 'before'], (g, { x, weight, before }, { activation }) => {
    const activated = activations[activation]
    const dBefore = activated && before !== undefined ? gradientThrough(activated.op, g, before) : g // (…, out)
    const [out, into] = axesOf(shapeOf(weight), 2)
    const count = sizeOf(shapeOf(x).slice(0, -1)) // N
    const dy = reshape(dBefore, [count, out]) // (N, out)
    return [
      () => reshape(matmul(dy, weight), shapeOf(x)),
      () => matmul(dy, reshape(x, [count, into]), { transposeA: true }), // (out, in)
      () => sum(dy, { axes: [0] }),
    ]
  }),
  /** A cell is dropped on the way back if it was on the way there. */
  dropout: vjp(ops.dropout, [], (g, _, attributes) => [apply(ops.dropout, [g], attributes)]),
  crossEntropy: vjp(
    ops.crossEntropy,
    ['logits', 'labels', 'logSumExp'],
    (g, { logits, labels, logSumExp }, attributes) => [
      apply(ops.crossEntropyGradient, [g, logits, labels, logSumExp], attributes),
      none,
    ],
  ),
  /** The forward pass has the gradients for a g of 1. */
  linearCrossEntropy: vjp(ops.linearCrossEntropy, ['dx', 'dWeight', 'dBias'], (g, { dx, dWeight, dBias }) => [
    () => times(g, dx),
    () => times(g, dWeight),
    () => times(g, dBias),
    none,
  ]),
  attention: vjp(
    ops.attention,
    ['query', 'key', 'value', 'mask', 'y', 'logSumExp'],
    (g, { query, key, value, mask, y, logSumExp }, attributes) => [
      ...interpret(ops.attentionGradient, [g, query, key, value, y, logSumExp, mask], attributes),
      none,
    ],
  ),
  packedAttention: vjp(
    ops.packedAttention,
    ['query', 'key', 'value', 'y', 'logSumExp'],
    (g, { query, key, value, y, logSumExp }, attributes) =>
      interpret(ops.packedAttentionGradient, [g, query, key, value, y, logSumExp], attributes),
  ),
  packedDropout: vjp(ops.packedDropout, [], (g, _, attributes) => [
    apply(ops.packedDropout, [g], attributes),
  ]),
}

/** Where a block of that shape ends. */
const endOf = (starts: readonly number[], shape: Shape): number[] =>
  starts.map((start, axis) => start + sizeAt(shape, axis))

/** g·x; x itself where g is known to be 1, as at the end of a graph. */
const times = (g: Operand, x: Operand): Operand =>
  g instanceof Tensor && g[known] === 1 ? reshape(x, shapeOf(x)) : mul(g, x)

const inverse = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis))
