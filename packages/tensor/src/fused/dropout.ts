import * as kernels from '../devices/cpu/fused/dropout.ts'
import { withKernels } from '../devices/cpu/fused/table.ts'
import * as ops from '../ops/dropout.ts'
import * as packed from '../ops/packed.ts'

/**
 * Sets each cell to 0 with probability `rate`, and divides the others by 1 − rate. Srivastava et al. 2014.
 * @param x (B, …): the first axis numbers the examples; the last two, at most 4096 long each, number a cell in its
 *   example, and those between tell parts of an example apart, such as heads
 * @throws RangeError on a rate outside 0 … 1, on a longer axis, and beyond 2²⁴ parts of examples
 * @example
 * const key = dropoutKey(1, 0, 'layer 0')
 * await dropout(full([1, 6], 1), { rate: 0.5, key }).data() // [0, 0, 2, 2, 2, 0]
 */
export const dropout = withKernels(ops.dropout, [[ops.dropoutOp, kernels.dropout]])

/**
 * `dropout` of sequences that lie end to end: the cells that it drops of each are those that it drops with padding.
 * @param x (T, H)
 * @throws ShapeError, RangeError as `dropout` does
 * @example
 * const key = dropoutKey(1, 0, 'embeddings')
 * packedDropout(zeros([3, 2]), { lengths: [2, 1], rate: 0.5, key }).shape // [3, 2]
 */
export const packedDropout = withKernels(packed.packedDropout, [
  [packed.packedDropoutOp, kernels.packedDropout],
])
