import { attention as kernel } from '../devices/cpu/fused/attention.ts'
import { attentionGradient as gradientKernel } from '../devices/cpu/fused/attention-gradient.ts'
import { withKernels } from '../devices/cpu/fused/table.ts'
import * as ops from '../ops/attention.ts'
import * as packed from '../ops/packed.ts'

/**
 * Scaled dot-product attention of several heads: softmax(scale·q·kᵀ)·v in each. Vaswani et al. 2017, eq. 1.
 * @param query (B, Q, H), of which head i has columns i·d … (i+1)·d−1
 * @param key (B, K, H)
 * @param value (B, K, H)
 * @param mask (B, K), 1 where a key may be seen, 0 where not; all may where left out
 * @returns (B, Q, H)
 * @throws ShapeError on shapes that don't fit, and on causal attention over more keys than queries without
 * `queryOffset`; RangeError on an offset that leaves a query without a position
 * @example
 * const [keys, values] = [zeros([1, 5, 4]), full([1, 5, 4], 2)]
 * const next = zeros([1, 1, 4]) // the fifth of five
 * const seen = attention(next, keys, values, undefined, { heads: 2, causal: true, queryOffset: 4 })
 * await seen.data() // [2, 2, 2, 2]
 */
export const attention = withKernels(ops.attention, [
  [ops.attentionOp, kernel],
  [ops.attentionGradientOp, gradientKernel],
])

/**
 * `attention` within each of several sequences that lie end to end.
 * @param query (T, H)
 * @param key (T, H)
 * @param value (T, H)
 * @param options.lengths how many rows each sequence has; their sum is T
 * @returns (T, H)
 * @throws ShapeError
 * @example
 * const [query, value] = [zeros([3, 2]), tensor([[1, 1], [3, 3], [9, 9]])]
 * await packedAttention(query, query, value, { lengths: [2, 1], heads: 1 }).data() // [2, 2, 2, 2, 9, 9]
 */
export const packedAttention = withKernels(packed.packedAttention, [
  [packed.packedAttentionOp, kernel],
  [packed.packedAttentionGradientOp, gradientKernel],
])
