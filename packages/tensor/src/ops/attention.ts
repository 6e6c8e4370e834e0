import { apply, type Result } from '../apply.ts'
import { ShapeError } from '../errors.ts'
import { range } from '../literal.ts'
import { type Operand, shapeOf } from '../op.ts'
import type { Scalar } from '../scalar.ts'
import { formatShape, sameShape } from '../shape.ts'
import { type DropoutAttributes, dropout } from './dropout.ts'
import { mul } from './elementwise.ts'
import { matmul } from './matmul.ts'
import { defined, elementwise } from './op.ts'
import { reshape, transpose } from './shapes.ts'
import { softmax } from './softmax.ts'

export interface AttentionAttributes {
  readonly heads: number
  readonly causal: boolean
  readonly scale: number
  readonly dropout: DropoutAttributes | undefined
}

/** So low that e to it is 0, and finite, so that a row in which nothing may be seen is uniform and not NaN. */
const UNSEEN = -1e30

const seen = elementwise('seen', (score: Scalar, scale: Scalar, mask: Scalar) =>
  mask.select(score.mul(scale), UNSEEN),
)
const notAfter = elementwise('notAfter', (score: Scalar, query: Scalar, key: Scalar) =>
  query.less(key).select(UNSEEN, score),
)

// B batch · S sequence · H hidden · h heads · d = H / h
export const attentionOp = defined<AttentionAttributes>({
  name: 'attention',
  infer([query, key, value, mask], { heads }) {
    const shape = query?.shape ?? []
    const [batch = 0, , hidden = 0] = shape
    const same = key && value && sameShape(key.shape, value.shape)
    if (
      shape.length !== 3 ||
      !same ||
      key.shape[0] !== batch ||
      key.shape[2] !== hidden ||
      key.shape.length !== 3
    )
      throw new ShapeError(
        `attention: needs query, key and value [B, S, H], not ${[query, key, value].map((each) => formatShape(each?.shape ?? [])).join(', ')}`,
      )
    if (hidden % heads !== 0)
      throw new ShapeError(`attention: ${heads} heads don't divide a hidden size of ${hidden}`)
    if (mask && !sameShape(mask.shape, key.shape.slice(0, 2)))
      throw new ShapeError(
        `attention: the mask has shape ${formatShape(key.shape.slice(0, 2))}, not ${formatShape(mask.shape)}`,
      )
    return [{ shape, dtype: 'float' }]
  },
  define([query = 0, key = 0, value = 0, mask], { heads, causal, scale, dropout: dropped }) {
    const [batch = 0, queries = 0, hidden = 0] = shapeOf(query)
    const keys = shapeOf(key)[1] ?? 0
    const split = (x: Operand, length: number) =>
      transpose(reshape(x, [batch, length, heads, hidden / heads]), [0, 2, 1, 3])
    const [q, k, v] = [split(query, queries), split(key, keys), split(value, keys)] // (B, h, S, d)
    const products = matmul(q, k, { transposeB: true }) // (B, h, S, S)
    const scores =
      mask === undefined ? mul(products, scale) : seen(products, scale, reshape(mask, [batch, 1, 1, keys]))
    const visible = causal ? notAfter(scores, range(queries, 1), range(keys)) : scores
    const weights = softmax(visible) // (B, h, S, S)
    const context = matmul(dropped ? dropout(weights, dropped) : weights, v) // (B, h, S, d)
    return [reshape(transpose(context, [0, 2, 1, 3]), [batch, queries, hidden])] // (B, S, H)
  },
})

export interface AttentionOptions {
  readonly heads: number
  /** Whether a position sees itself and those before it alone. */
  readonly causal?: boolean
  /** What scores are multiplied by; 1/√d where left out. */
  readonly scale?: number
  /** Of the attention weights. */
  readonly dropout?: DropoutAttributes | undefined
}

/**
 * Scaled dot-product attention of several heads: softmax(scale·q·kᵀ)·v in each. Vaswani et al. 2017, eq. 1.
 * @param query (B, S, H), of which head i has columns i·d … (i+1)·d−1
 * @param key (B, S, H)
 * @param value (B, S, H)
 * @param mask (B, S), 1 where a key may be seen, 0 where not; all may where left out
 * @returns (B, S, H)
 */
export function attention<Q extends Operand, M extends Operand | undefined>(
  query: Q,
  key: Q,
  value: Q,
  mask: M,
  { heads, causal = false, scale, dropout: dropped }: AttentionOptions,
): Result<Q | Exclude<M, undefined>> {
  const headSize = (shapeOf(query).at(-1) ?? 1) / heads
  const masks = [mask].filter((each) => each !== undefined) as Exclude<M, undefined>[]
  return apply<AttentionAttributes, Q | Exclude<M, undefined>>(attentionOp, [query, key, value, ...masks], {
    heads,
    causal,
    scale: scale ?? 1 / Math.sqrt(headSize),
    dropout: dropped,
  })
}
