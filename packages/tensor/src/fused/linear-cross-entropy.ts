import { linearCrossEntropy as kernel } from '../devices/cpu/fused/linear-cross-entropy.ts'
import { withKernels } from '../devices/cpu/fused/table.ts'
import * as ops from '../ops/linear-cross-entropy.ts'

/**
 * `crossEntropy(linear(x, weight, bias), labels)`, for training: the loss and its gradients are computed together, so
 * that a device with a kernel for it never holds the logits of more than some of the rows.
 * @param x (N, H)
 * @param weight (C, H)
 * @param bias (C)
 * @param labels (N), int32 in 0…C−1, or `ignore` (−100 where left out, PyTorch's convention)
 * @throws ShapeError, RangeError on a label out of range
 * @example
 * const [weight, bias] = [tensor([[1, 0], [0, 1]]), tensor([1, 0])]
 * const { loss } = linearCrossEntropy(tensor([[1, 2]]), weight, bias, tensor([1], 'int32'))
 * await loss.item() // 0.6931471805599453
 */
export const linearCrossEntropy = withKernels(ops.linearCrossEntropy, [[ops.linearCrossEntropyOp, kernel]])
