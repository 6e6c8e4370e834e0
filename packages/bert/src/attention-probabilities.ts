import type { Variable } from '@cloze/autograd'
import {
  type AttentionOptions,
  axesOf,
  dropout,
  elementwise,
  matmul,
  mul,
  reshape,
  type Scalar,
  softmax,
  type Tensor,
  transpose,
} from '@cloze/tensor'

// B batch · S sequence · H hidden · h heads · d = H / h

/** So low that e to it is 0, and finite: a row in which nothing may be seen is uniform and not NaN. */
const MASKED = -1e30

const maskScores = elementwise('maskScores', (score: Scalar, mask: Scalar) => mask.select(score, MASKED))

/**
 * The weights of attention: softmax(q·kᵀ/√d) in each head, by definition. The fused op never holds them.
 * @param query (B, S, H)
 * @param key (B, S, H)
 * @param mask (B, S), 1 where a key may be seen; all may where left out
 * @returns (B, h, S, S): of each head, how much each position (row) attends to each (column)
 */
export function attentionProbabilities(
  query: Variable,
  key: Variable,
  mask: Tensor | undefined,
  { heads, dropout: dropped }: Pick<AttentionOptions, 'heads' | 'dropout'>,
): Variable {
  const [B, S, H] = axesOf(query.shape, 3)
  const split = (x: Variable) => transpose(reshape(x, [B, S, heads, H / heads]), [0, 2, 1, 3]) // (B, h, S, d)
  const scores = matmul(split(query), split(key), { transposeB: true }) // (B, h, S, S)
  const scaled = mul(scores, 1 / Math.sqrt(H / heads)) // (B, h, S, S)
  const weights = softmax(mask ? maskScores(scaled, reshape(mask, [B, 1, 1, S])) : scaled) // (B, h, S, S)
  return dropped ? dropout(weights, dropped) : weights
}
