import { argsort as kernel } from '../devices/cpu/fused/argsort.ts'
import { withKernels } from '../devices/cpu/fused/table.ts'
import * as ops from '../ops/sorting.ts'
import { topK as call } from '../ops/top-k.ts'

/**
 * The order in which the elements along `axis` are sorted: the index (int32) of the first, of the second, …; equal ones
 * stay in their order, and NaN is above any number, last or, descending, first. PyTorch's `argsort` with `stable`.
 * @param axis the last where left out
 * @returns of the shape of `x`
 * @throws ShapeError where there is no such axis
 * @example
 * await argsort(tensor([30, 10, 20])).data() // [1, 2, 0]
 * await argsort(tensor([30, 10, 30]), -1, { descending: true }).data() // [0, 2, 1]
 */
export const argsort = withKernels(ops.argsort, [[ops.argsortOp, kernel]])

/**
 * The elements sorted along `axis`; NaN is above any number, last or, descending, first. NumPy's `sort`, the values of
 * PyTorch's, whose indices `argsort` gives.
 * @param axis the last where left out
 * @returns of the shape of `x`
 * @throws ShapeError where there is no such axis
 * @example
 * await sort(tensor([30, 10, 20])).data() // [10, 20, 30]
 * await sort(tensor([[3, 1], [2, 4]]), 0, { descending: true }).data() // [3, 4, 2, 1]
 */
export const sort = withKernels(ops.sort, [[ops.argsortOp, kernel]])

/**
 * The `k` largest along the last axis, largest first, and their indices (int32); of equals the first comes first, and
 * NaN is above any number.
 * @param x (…, C)
 * @param k from 1 to C
 * @returns (…, k) each
 * @throws ShapeError on more than there are
 * @example
 * const { values, indices } = topK(tensor([3, 9, 5]), 2)
 * await values.data() // [9, 5]
 * await indices.data() // [1, 2]
 */
export const topK = withKernels(call, [[ops.argsortOp, kernel]])
