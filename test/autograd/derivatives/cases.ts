/** For each op, a function of it and a point away from kinks: where gradients are checked. */
import { type Differentiable, Variable } from '@cloze/autograd'
import * as everything from '@cloze/tensor'
import {
  addLayerNorm,
  apply,
  argmax,
  attention,
  broadcastTo,
  concatenate,
  crossEntropy,
  dropout,
  dropoutKey,
  gather,
  interpret,
  layerNorm,
  linear,
  linearCrossEntropy,
  logSoftmax,
  matmul,
  max,
  packedAttention,
  packedDropout,
  reshape,
  scatterAdd,
  softmax,
  squaredNorm,
  sum,
  sumOfSquares,
  transpose,
} from '@cloze/tensor'
import { type AnyOp, type AttributesOf, type Ops, ops, sizeOf } from '@cloze/tensor/extend'
import { alongAxis, filled, reduction } from './along-axes.ts'
import type { CaseOf } from './case.ts'
import { composedCases } from './composed-cases.ts'
import type { Draw } from './draw.ts'
import { shapeCases } from './shape-cases.ts'

/** The same, with every input once through a nonlinear function, so that the op meets variables that have a past. */
const curved =
  (f: Differentiable): Differentiable =>
  (...inputs) =>
    f(...inputs.map((input) => (input.value.dtype === 'int32' ? input : everything.square(input))))

/** All outputs of an op in one row. */
const allOutputs =
  <O extends AnyOp>(op: O, attributes: AttributesOf<O>, settings: readonly number[] = []) =>
  (...inputs: Variable[]): Variable => {
    const any: AnyOp = op
    const outputs = interpret(any, [...inputs, ...settings], attributes)
    const y = concatenate(outputs.map((output) => reshape(output, [sizeOf(output.shape)])))
    if (!(y instanceof Variable)) throw new TypeError('there is no variable among the inputs')
    return y
  }

export const matrices =
  (transposeA: boolean, transposeB: boolean): CaseOf =>
  (shape, draw) => {
    const stack = shape.slice(0, 2)
    const [m, k, n] = [draw.integer(4), draw.integer(4), draw.integer(4)]
    const [wide, narrow] = draw.chance() ? [stack, draw.narrower(stack)] : [draw.narrower(stack), stack]
    const a = [...wide, ...(transposeA ? [k, m] : [m, k])]
    const b = [...narrow, ...(transposeB ? [n, k] : [k, n])]
    return {
      f: (a, b) => matmul(a, b, { transposeA, transposeB }),
      inputs: [draw.floats(a), draw.floats(b)],
    }
  }

/** Two sequences end to end, and heads. */
function packed(draw: Draw) {
  const [one, other, heads] = [1 + draw.integer(3), 1 + draw.integer(3), 1 + draw.integer(2)]
  return { lengths: [one, other], rows: one + other, heads, hidden: heads * (1 + draw.integer(2)) }
}

/** A case for each op of the table: one left out does not compile. */
const rows: { readonly [Name in keyof Ops]: CaseOf } = {
  matmul: (shape, draw) => matrices(draw.chance(), draw.chance())(shape, draw),
  sum: reduction(sum),
  squaredNorm: (shape, draw) => ({
    f: (x, ...others) => squaredNorm([x, ...others]),
    inputs: Array.from({ length: 1 + draw.integer(8) }, () => draw.floats(shape)),
  }),
  sumOfSquares: (shape, draw) => ({ f: (x) => sumOfSquares(x), inputs: [draw.floats(shape)] }),
  max: reduction(max),
  argmax: (shape, draw) => ({ f: (x) => argmax(x, { axes: [-1] }), inputs: [draw.floats(filled(shape))] }),
  gather: (shape, draw) => {
    const rows = 1 + draw.integer(3)
    const ids = draw.ids([draw.integer(4), 2], rows)
    return { f: (x) => gather(x, ids), inputs: [draw.floats([rows, ...shape.slice(1)])] }
  },
  scatterAdd: (shape, draw) => {
    const ids = draw.ids(shape.slice(0, 2), 3)
    return { f: (x) => scatterAdd(x, ids, 3), inputs: [draw.floats(shape)] }
  },
  reshape: (shape, draw) => ({
    f: (x) => reshape(x, [1, ...shape.toReversed()]),
    inputs: [draw.floats(shape)],
  }),
  transpose: (shape, draw) => {
    const order = draw.order(shape)
    return { f: (x) => transpose(x, order), inputs: [draw.floats(shape)] }
  },
  slice: (shape, draw) => {
    const block = draw.block(shape)
    return { f: (x) => apply(ops.slice, [x], block), inputs: [draw.floats(shape)] }
  },
  padTo: (shape, draw) => {
    const { shape: inner, ...at } = draw.block(shape)
    return { f: (x) => apply(ops.padTo, [x], { ...at, shape }), inputs: [draw.floats(inner)] }
  },
  concatenate: (shape, draw) => {
    const parts = filled(shape)
    const axis = draw.integer(parts.length)
    return {
      f: (...inputs) => concatenate(inputs, axis),
      inputs: Array.from({ length: 1 + draw.integer(3) }, () =>
        draw.floats(parts.with(axis, draw.integer(3))),
      ),
    }
  },
  broadcastTo: (shape, draw) => ({
    f: (x) => broadcastTo(x, shape),
    inputs: [draw.floats(draw.narrower(shape))],
  }),
  softmax: alongAxis(softmax),
  softmaxGradient: (shape, draw) => ({
    f: allOutputs(ops.softmaxGradient, undefined),
    inputs: [draw.floats(filled(shape)), draw.floats(filled(shape))],
  }),
  logSoftmax: alongAxis(logSoftmax),
  logSoftmaxGradient: (shape, draw) => ({
    f: allOutputs(ops.logSoftmaxGradient, undefined),
    inputs: [draw.floats(filled(shape)), draw.floats(filled(shape))],
  }),
  layerNorm: (shape, draw) => {
    const x = filled(shape)
    const row = x.slice(-1)
    return {
      f: (x, weight, bias) => layerNorm(x, weight, bias, { epsilon: 0.05 }),
      inputs: [draw.floats(x), draw.floats(row), draw.floats(row)],
    }
  },
  layerNormGradient: (shape, draw) => {
    const x = filled(shape)
    return {
      f: allOutputs(ops.layerNormGradient, undefined),
      inputs: [x, x, x.slice(-1), x.with(-1, 1), x.with(-1, 1)].map((each) => draw.floats(each)),
    }
  },
  addLayerNorm: (shape, draw) => {
    const x = filled(shape)
    const row = x.slice(-1)
    return {
      f: (x, residual, weight, bias) => addLayerNorm(x, residual, weight, bias, { epsilon: 0.05 }),
      inputs: [x, x, row, row].map((each) => draw.floats(each)),
    }
  },
  addLayerNormGradient: (shape, draw) => {
    const x = filled(shape)
    return {
      f: allOutputs(ops.addLayerNormGradient, undefined),
      inputs: [x, x, x, x.slice(-1), x.with(-1, 1), x.with(-1, 1)].map((each) => draw.floats(each)),
    }
  },
  linear: (shape, draw) => {
    const x = filled(shape)
    const out = draw.integer(4)
    const activation = (['none', 'gelu', 'relu'] as const)[draw.integer(3)] ?? 'none'
    // so large that no sum is near relu's kink
    const bias = draw.chance() ? [draw.floats([out], { low: 10, high: 11 })] : []
    const positive = { signed: bias.length > 0 }
    return {
      f: (x, weight, bias) => linear(x, weight, bias, { activation }),
      inputs: [draw.floats(x, positive), draw.floats([out, x.at(-1) ?? 1], positive), ...bias],
    }
  },
  dropout: (shape, draw) => {
    const options = { rate: 0.4 * draw.integer(2), key: dropoutKey(draw.integer(9), 1, 'test') }
    return { f: (x) => dropout(x, options), inputs: [draw.floats(filled(shape))] }
  },
  crossEntropy: (_, draw) => {
    const [rows, classes] = [draw.integer(4), 1 + draw.integer(3)]
    const labels = draw.ids([rows], classes, -100)
    const options = {
      ...(draw.chance() && { labelSmoothing: 0.3 }),
      ...(draw.chance() && { classWeights: draw.floats([classes], { signed: false }) }),
    }
    return { f: (x) => crossEntropy(x, labels, options), inputs: [draw.floats([rows, classes])] }
  },
  crossEntropyGradient: (_, draw) => {
    const [rows, classes] = [draw.integer(4), 1 + draw.integer(3)]
    return {
      f: allOutputs(ops.crossEntropyGradient, { ignore: -100 }),
      inputs: [
        draw.floats([]),
        draw.floats([rows, classes]),
        draw.ids([rows], classes, -100),
        draw.floats([rows, 1]),
      ],
    }
  },
  linearCrossEntropy: (_, draw) => {
    const [rows, classes, size] = [draw.integer(4), 1 + draw.integer(3), 1 + draw.integer(3)]
    const labels = draw.ids([rows], classes, -100)
    return {
      f: (x, weight, bias) => linearCrossEntropy(x, weight, bias, labels).loss,
      inputs: [draw.floats([rows, size]), draw.floats([classes, size]), draw.floats([classes])],
    }
  },
  attention: (_, draw) => {
    const [batch, heads] = [1 + draw.integer(2), 1 + draw.integer(2)]
    const [queries, hidden] = [1 + draw.integer(4), heads * (1 + draw.integer(2))]
    const before = draw.integer(2)
    const keys = before + queries + draw.integer(2)
    const mask = draw.chance() ? draw.ids([batch, keys], 2) : undefined
    const key = dropoutKey(draw.integer(9), 1, 'test')
    const options = {
      heads,
      ...(draw.chance() ? { causal: true, queryOffset: before } : {}),
      dropout: draw.chance() ? { rate: 0.3, key, firstExample: 0 } : undefined,
    }
    return {
      f: (query, key, value) => attention(query, key, value, mask, options),
      inputs: [queries, keys, keys].map((length) => draw.floats([batch, length, hidden])),
    }
  },
  attentionGradient: (_, draw) => {
    const [batch, heads, queries] = [1, 1 + draw.integer(2), 1 + draw.integer(2)]
    const before = draw.integer(2)
    const keys = before + queries + draw.integer(2)
    const hidden = heads * (1 + draw.integer(2))
    const mask = draw.chance() ? [draw.ids([batch, keys], 2)] : []
    const key = dropoutKey(draw.integer(9), 1, 'test')
    const dropout = draw.chance() ? { rate: 0.3, key, firstExample: 0 } : undefined
    const shapes = { query: [batch, queries, hidden], key: [batch, keys, hidden] }
    return {
      f: allOutputs(ops.attentionGradient, {
        heads,
        ...(draw.chance() ? { causal: true, queryOffset: before } : { causal: false }),
        scale: 0.7,
        dropout,
      }),
      inputs: [
        ...[shapes.query, shapes.query, shapes.key, shapes.key].map((each) => draw.floats(each)),
        ...[shapes.query, [batch, heads, queries, 1]].map((each) => draw.floats(each)),
        ...mask,
      ],
    }
  },
  packedAttention: (_, draw) => {
    const { lengths, rows, heads, hidden } = packed(draw)
    const key = dropoutKey(draw.integer(9), 1, 'test')
    const dropout = draw.chance() ? { rate: 0.3, key, firstExample: 0 } : undefined
    return {
      f: (query, key, value) => packedAttention(query, key, value, { lengths, heads, dropout }),
      inputs: Array.from({ length: 3 }, () => draw.floats([rows, hidden])),
    }
  },
  packedAttentionGradient: (_, draw) => {
    const { lengths, rows, heads, hidden } = packed(draw)
    const attributes = { lengths, heads, causal: draw.chance(), scale: 0.7, dropout: undefined }
    return {
      f: allOutputs(ops.packedAttentionGradient, attributes),
      inputs: [...Array.from({ length: 5 }, () => draw.floats([rows, hidden])), draw.floats([rows * heads])],
    }
  },
  packedDropout: (_, draw) => {
    const { lengths, rows, hidden } = packed(draw)
    const options = { lengths, rate: 0.4, key: dropoutKey(draw.integer(9), 1, 'test') }
    return { f: (x) => packedDropout(x, options), inputs: [draw.floats([rows, hidden])] }
  },
  adamW: (shape, draw) => ({
    f: allOutputs(ops.adamW, undefined, [0.7, 0.01, 0.3, 0.99, 0.1, 0.9, 0.05, 1e-8]),
    inputs: [...Array.from({ length: 3 }, () => draw.floats(shape)), draw.floats(shape, { signed: false })],
  }),
}

/** Each op of the table and each function, by name. */
export const tableCases: readonly (readonly [string, CaseOf])[] = Object.entries({
  ...rows,
  ...composedCases,
  ...shapeCases,
}).map(([name, caseOf]) => [
  name,
  (shape, draw) => {
    const { f, inputs } = caseOf(shape, draw)
    return { f: curved(f), inputs }
  },
])
