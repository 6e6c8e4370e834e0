import type { Scalar } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { along } from './along.ts'
import { exp, log, mul, sub } from './elementwise.ts'
import { defined, elementwise } from './op.ts'
import { last, max, sum } from './reductions.ts'

/** e^(x − m), with m = −∞ (a row of nothing but −∞) taken as 0, so that no ∞ − ∞ comes of it. */
export const expFrom = elementwise('expFrom', (x: Scalar, m: Scalar) =>
  x.sub(m.equal(Number.NEGATIVE_INFINITY).select(0, m)).exp(),
)
const scaled = elementwise('scaled', (x: Scalar, total: Scalar) => x.div(total))

export const softmaxOp = defined({
  name: 'softmax',
  operands: ['x'],
  outputs: ['y'],
  infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
  define([x]) {
    const powers = expFrom(x, max(x, last))
    return [scaled(powers, sum(powers, last))]
  },
})

/** dx = y·(g − Σ g·y). */
export const softmaxGradientOp = defined({
  name: 'softmaxGradient',
  operands: ['g', 'y'],
  outputs: ['dx'],
  infer: ([g]) => [{ shape: g.shape, dtype: 'float' }],
  define: ([g, y]) => [softmaxCotangent(g, y, sum(mul(g, y), last))],
})
export const softmaxCotangent = elementwise('softmaxCotangent', (g: Scalar, y: Scalar, total: Scalar) =>
  g.sub(total).mul(y),
)

export const logSoftmaxOp = defined({
  name: 'logSoftmax',
  operands: ['x'],
  outputs: ['y'],
  infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
  define([x]) {
    const largest = max(x, last)
    const centred = sub(x, largest)
    return [sub(centred, log(sum(exp(centred), last)))]
  },
})

/** dx = g − e^y·Σ g. */
export const logSoftmaxGradientOp = defined({
  name: 'logSoftmaxGradient',
  operands: ['g', 'y'],
  outputs: ['dx'],
  infer: ([g]) => [{ shape: g.shape, dtype: 'float' }],
  define: ([g, y]) => [logSoftmaxCotangent(g, y, sum(g, last))],
})
export const logSoftmaxCotangent = elementwise('logSoftmaxCotangent', (g: Scalar, y: Scalar, total: Scalar) =>
  g.sub(y.exp().mul(total)),
)

/**
 * e^x scaled to a sum of 1 along `axis`, the last where left out.
 * @throws ShapeError where there is no such axis
 * @example
 * await softmax(tensor([0, 0])).data() // [0.5, 0.5]
 * await softmax(tensor([[0, 9], [0, 9]]), 0).data() // [0.5, 0.5, 0.5, 0.5]
 */
export const softmax = <O extends Operand>(x: O, axis = -1): Result<O> =>
  along('softmax', x, axis, (rows) => apply(softmaxOp, [rows]))

/**
 * The logarithm of softmax along `axis`, the last where left out, computed without it: no −∞ where a probability is too
 * small for a float.
 * @returns of the shape of `x`
 * @throws ShapeError where there is no such axis
 * @example
 * await logSoftmax(tensor([0, 1000])).data() // [-1000, 0]
 */
export const logSoftmax = <O extends Operand>(x: O, axis = -1): Result<O> =>
  along('logSoftmax', x, axis, (rows) => apply(logSoftmaxOp, [rows]))
