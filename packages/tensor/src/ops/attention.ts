import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { Scalar } from '../scalar/scalar.ts'
import { apply, type ResultOf } from '../tensor/apply.ts'
import { range } from '../tensor/literal.ts'
import { type Operand, type Spec, shapeFor, shapeOf, specOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { together } from '../tensor/placed.ts'
import { axesOf, formatShape, hasAxes, sameShape, sizeAt } from '../tensor/shape.ts'
import { type DropoutAttributes, dropout } from './dropout.ts'
import { log, mul, sub } from './elementwise.ts'
import { checkFloats, floats, onFloats } from './floats.ts'
import { matmul } from './matmul.ts'
import { defined, elementwise } from './op.ts'
import { last, max, sum } from './reductions.ts'
import { reshape, transpose } from './shapes.ts'
import { softmax } from './softmax.ts'

// B batch · S sequence · H hidden · h heads · d = H / h

export interface AttentionAttributes {
  readonly heads: number
  readonly causal: boolean
  /** The position of the first query among the keys, where it is causal; 0 where left out. */
  readonly queryOffset?: number | undefined
  readonly scale: number
  readonly dropout: DropoutAttributes | undefined
}

/** So low that e to it is 0, and finite, so that a row in which nothing may be seen is uniform and not NaN. */
export const UNSEEN = -1e30

export const seen = elementwise('seen', (score: Scalar, scale: Scalar, mask: Scalar) =>
  mask.select(score.mul(scale), UNSEEN),
)
export const notAfter = elementwise('notAfter', (score: Scalar, query: Scalar, key: Scalar, offset: Scalar) =>
  query.add(offset).less(key).select(UNSEEN, score),
)

/**
 * Every query of a causal mask has its position among the keys. Where there are more keys than queries it must be said:
 * the queries may be the first, as PyTorch's is_causal has it, or the last, as with a cache of keys.
 */
function checkCausal(
  name: string,
  queries: number,
  keys: number,
  { causal, queryOffset }: Pick<AttentionAttributes, 'causal' | 'queryOffset'>,
): void {
  if (!causal) {
    if (queryOffset === undefined) return
    throw new RangeError(`${name}: queryOffset is ${queryOffset}, but only causal attention has one`)
  }
  if (queries > keys)
    throw new ShapeError(
      `${name}: causal attention needs a key for each query, but has ${queries} queries and ${keys} keys`,
    )
  const last = keys - queries
  if (queryOffset === undefined) {
    if (last === 0) return
    throw new ShapeError(
      `${name}: causal attention of ${queries} queries over ${keys} keys needs queryOffset, the position of the first query among the keys: ${last} where the queries are the last, 0 where they are the first`,
    )
  }
  if (!(Number.isInteger(queryOffset) && queryOffset >= 0 && queryOffset <= last))
    throw new RangeError(
      `${name}: queryOffset is ${queryOffset}, but must be a whole number in 0…${last} for ${queries} queries and ${keys} keys`,
    )
}

/** Of attributes that were checked. */
export const queryOffsetOf = ({ queryOffset }: Pick<AttentionAttributes, 'queryOffset'>): number =>
  queryOffset ?? 0

/** (B, S, H) as (B, h, S, d). */
function split(x: Operand, heads: number): Operand {
  const [batch, length, hidden] = axesOf(shapeOf(x), 3)
  return transpose(reshape(x, [batch, length, heads, hidden / heads]), [0, 2, 1, 3])
}

/** (B, h, S, d) as (B, S, H). */
function merge(x: Operand): Operand {
  const [batch, heads, length, size] = axesOf(shapeOf(x), 4)
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, length, heads * size])
}

/** scale·q·kᵀ, and UNSEEN where a query may not see a key. */
function scoresOf(
  q: Operand,
  k: Operand,
  mask: Operand | undefined,
  attributes: AttentionAttributes,
): Operand {
  const { causal, scale } = attributes
  const [batch, , keys] = axesOf(shapeOf(k), 4)
  const products = matmul(q, k, { transposeB: true }) // (B, h, S, S)
  const scores =
    mask === undefined ? mul(products, scale) : seen(products, scale, reshape(mask, [batch, 1, 1, keys]))
  if (!causal) return scores
  return notAfter(scores, range(sizeAt(shapeOf(q), 2), 1), range(keys), queryOffsetOf(attributes))
}

const dropFrom = (weights: Operand, { dropout: dropped }: AttentionAttributes): Operand =>
  dropped ? dropout(weights, dropped) : weights

export const attentionOp = defined({
  name: 'attention',
  operands: ['query', 'key', 'value', 'mask?'],
  outputs: ['y', 'logSumExp'],
  infer([query, key, value, mask], attributes: AttentionAttributes) {
    checkFloats('attention', [query, key, value])
    const { heads } = attributes
    const [shape, shapeOfKey] = [query.shape, key.shape]
    if (
      !hasAxes(shape, 3) ||
      !hasAxes(shapeOfKey, 3) ||
      !sameShape(shapeOfKey, value.shape) ||
      shapeOfKey[0] !== shape[0] ||
      shapeOfKey[2] !== shape[2]
    )
      throw new ShapeError(
        `attention: needs query, key and value [B, S, H], not ${[query, key, value].map((each) => formatShape(each.shape)).join(', ')}`,
      )
    const [batch, queries, hidden] = shape
    const [, keys] = shapeOfKey
    if (!Number.isInteger(heads) || hidden % heads !== 0)
      throw new ShapeError(`attention: ${heads} heads don't divide a hidden size of ${hidden}`)
    if (mask && !sameShape(mask.shape, [batch, keys]))
      throw new ShapeError(
        `attention: the mask has shape ${formatShape([batch, keys])}, not ${formatShape(mask.shape)}`,
      )
    checkCausal('attention', queries, keys, attributes)
    return [
      { shape, dtype: 'float' },
      { shape: [batch, heads, queries, 1], dtype: 'float' },
    ]
  },
  define([query, key, value, mask], attributes) {
    const { heads } = attributes
    const [q, k, v] = [split(query, heads), split(key, heads), split(value, heads)] // (B, h, S, d)
    const scores = scoresOf(q, k, mask, attributes) // (B, h, S, S)
    const weights = softmax(scores) // (B, h, S, S)
    const context = matmul(dropFrom(weights, attributes), v) // (B, h, S, d)
    // The largest weight is e^(largest score − log-sum-exp).
    const logSumExp = sub(max(scores, last), log(max(weights, last))) // (B, h, S, 1)
    return [merge(context), logSumExp] // (B, S, H)
  },
})

/** The softmax again, from its log-sum-exp. A query that sees nothing weighs every key alike. */
export const weightOf = elementwise('weightOf', (score: Scalar, logSumExp: Scalar, alike: Scalar) =>
  score.equal(UNSEEN).select(logSumExp.less(UNSEEN / 2).select(alike, 0), score.sub(logSumExp).exp()),
)
/** The gradient of q·kᵀ: through the softmax, and 0 in a cell that may not be seen. */
export const scoreCotangent = elementwise(
  'scoreCotangent',
  (score: Scalar, weight: Scalar, dWeight: Scalar, average: Scalar, scale: Scalar) =>
    score.equal(UNSEEN).select(0, dWeight.sub(average).mul(weight).mul(scale)),
)

export const attentionGradientOp = defined({
  name: 'attentionGradient',
  operands: ['g', 'query', 'key', 'value', 'y', 'logSumExp', 'mask?'],
  outputs: ['dQuery', 'dKey', 'dValue'],
  infer([g, query, key, value, y, logSumExp], attributes: AttentionAttributes) {
    checkFloats('attentionGradient', [g, query, key, value, y, logSumExp])
    checkCausal('attentionGradient', sizeAt(query.shape, 1), sizeAt(key.shape, 1), attributes)
    return [floatsLike(query), floatsLike(key), floatsLike(value)]
  },
  define([g, query, key, value, output, logSumExp, mask], attributes) {
    const { heads } = attributes
    const [q, k, v] = [split(query, heads), split(key, heads), split(value, heads)] // (B, h, S, d)
    const [dy, y] = [split(g, heads), split(output, heads)] // (B, h, S, d)
    const scores = scoresOf(q, k, mask, attributes) // (B, h, S, S)
    const weights = weightOf(scores, logSumExp, 1 / sizeAt(shapeOf(k), 2)) // (B, h, S, S)
    const dv = matmul(dropFrom(weights, attributes), dy, { transposeA: true }) // (B, h, S, d)
    const dWeights = dropFrom(matmul(dy, v, { transposeB: true }), attributes) // (B, h, S, S)
    // Σ weights·dWeights over the keys, by the chain, dropout included: y is the sum of weights·values.
    const average = sum(mul(dy, y), last) // (B, h, S, 1)
    const dScores = scoreCotangent(scores, weights, dWeights, average, attributes.scale) // (B, h, S, S)
    const dq = matmul(dScores, k) // (B, h, S, d)
    const dk = matmul(dScores, q, { transposeA: true }) // (B, h, S, d)
    return [merge(dq), merge(dk), merge(dv)] // (B, S, H)
  },
})

const floatsLike = ({ shape }: Spec) => ({ shape, dtype: 'float' }) as const

/** How many heads there are, and what each query sees. */
export interface AttentionOptions {
  /** They share the columns: d = H / heads. */
  readonly heads: number
  /** Whether a position sees itself and those before it alone. */
  readonly causal?: boolean
  /**
   * Where the first query stands among the keys, in causal attention: query i sees the keys 0 … queryOffset + i. It
   * must be given where there are fewer queries than keys: keys − queries where the queries are the last, as with a
   * cache of keys. 0 where left out.
   */
  readonly queryOffset?: number | undefined
  /** What scores are multiplied by; 1/√d where left out. */
  readonly scale?: number
  /** Of the attention weights. */
  readonly dropout?: DropoutAttributes | undefined
}

const attentionOptions = { heads: true, causal: true, queryOffset: true, scale: true, dropout: true } as const

export function attention<
  Q extends Operand,
  K extends Operand,
  V extends Operand,
  M extends Operand | undefined,
>(query: Q, key: K, value: V, mask: M, options: AttentionOptions): ResultOf<[Q, K, V, M]> {
  const attributes = attributesOf('attention', query, options)
  return onFloats(
    [query, key, value],
    (...own) => apply(attentionOp, [...own, mask], attributes),
    true,
  ) as ResultOf<[Q, K, V, M]>
}

function attributesOf(name: string, query: Operand, options: AttentionOptions): AttentionAttributes {
  const {
    heads,
    causal = false,
    queryOffset,
    scale,
    dropout: dropped,
  } = checkOptions(name, options, attentionOptions)
  const headSize = (shapeFor(name, query).at(-1) ?? 1) / heads
  return { heads, causal, queryOffset, scale: scale ?? 1 / Math.sqrt(headSize), dropout: dropped }
}

/**
 * What `attention` weighs values by, after dropout: softmax(scale·q·kᵀ) in each head. By definition: no device holds them
 * where it has a kernel for attention.
 * @param query (B, Q, H), of which head i has columns i·d … (i+1)·d−1
 * @param key (B, K, H)
 * @param mask (B, K), 1 where a key may be seen, 0 where not; all may where left out
 * @returns (B, h, Q, K): of each head, how much each query attends to each key
 * @throws as `attention`
 * @example
 * const keys = zeros([1, 4, 2])
 * await attentionProbabilities(zeros([1, 1, 2]), keys, undefined, { heads: 1 }).data() // [0.25, 0.25, 0.25, 0.25]
 */
export function attentionProbabilities<Q extends Operand, K extends Operand, M extends Operand | undefined>(
  query: Q,
  key: K,
  mask: M,
  options: AttentionOptions,
): ResultOf<[Q, K, M]> {
  const attributes = attributesOf('attentionProbabilities', query, options)
  return scope(() => {
    const [q, k, given] = together('attentionProbabilities', [query, key, mask ?? 1])
    const [of, to, seen] = [floats<Operand>(q), floats<Operand>(k), mask === undefined ? undefined : given]
    const specs = [specOf(of), specOf(to), specOf(to)] as const
    attentionOp.infer(seen === undefined ? specs : [...specs, specOf(seen)], attributes)
    const scores = scoresOf(split(of, options.heads), split(to, options.heads), seen, attributes) // (B, h, Q, K)
    return dropFrom(softmax(scores), attributes) as ResultOf<[Q, K, M]> // what ops give of operands of these types
  })
}
