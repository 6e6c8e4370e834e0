import * as kernels from '../devices/cpu/fused/layer-norm.ts'
import { withKernels } from '../devices/cpu/fused/table.ts'
import * as added from '../ops/add-layer-norm.ts'
import * as ops from '../ops/layer-norm.ts'

/**
 * Each row of the last axis shifted to mean 0 and scaled to variance 1, then times `weight` plus `bias`.
 * Ba, Kiros & Hinton 2016, eq. 4; the variance is that of the row itself (divided by H), as in PyTorch.
 * @param x (…, H)
 * @param weight (H)
 * @param bias (H)
 * @param options.epsilon added to the variance; 1e-12 where left out, BERT's
 * @throws ShapeError on a weight or a bias that is not of the rows' size
 * @example
 * await layerNorm(tensor([[1, 3]]), tensor([1, 1]), tensor([0, 10])).data() // [-1, 11]
 */
export const layerNorm = withKernels(ops.layerNorm, [
  [ops.layerNormOp, kernels.layerNorm],
  [ops.layerNormGradientOp, kernels.layerNormGradient],
])

/**
 * `layerNorm(add(x, residual), weight, bias)`, in one pass: the end of each half of a transformer's layer.
 * Vaswani et al. 2017, section 3.1.
 * @param x (…, H)
 * @param residual (…, H)
 * @param weight (H)
 * @param bias (H)
 * @param options.epsilon added to the variance; 1e-12 where left out, BERT's
 * @throws ShapeError where x and residual differ in shape
 * @example
 * const [one, zero] = [tensor([1, 1]), tensor([0, 0])]
 * await addLayerNorm(tensor([[1, 2]]), tensor([[1, 2]]), one, zero, { epsilon: 0 }).data() // [-1, 1]
 */
export const addLayerNorm = withKernels(added.addLayerNorm, [
  [added.addLayerNormOp, kernels.addLayerNorm],
  [added.addLayerNormGradientOp, kernels.addLayerNormGradient],
])
