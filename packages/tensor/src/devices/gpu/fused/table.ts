/** The fused kernels, by their ops. */
import type { FusedKernel, OpIdentity } from '../../../device/device.ts'
import { definition, type FusedTable, fusedKernels } from '../../fused/table.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { attention, attentionGradient } from './attention.ts'
import { crossEntropy, crossEntropyGradient } from './cross-entropy.ts'
import { dropout } from './dropout.ts'
import { layerNorm, layerNormGradient } from './layer-norm.ts'
import { linear } from './linear.ts'
import { logSoftmax, logSoftmaxGradient, softmax, softmaxGradient } from './softmax.ts'
import { sumOfSquares } from './sum-of-squares.ts'

const kernels: FusedTable<GpuBuffer, Runtime> = {
  softmax,
  softmaxGradient,
  logSoftmax,
  logSoftmaxGradient,
  layerNorm,
  layerNormGradient,
  linear,
  sumOfSquares,
  dropout,
  attention,
  attentionGradient,
  crossEntropy,
  crossEntropyGradient,
  adamW: definition,
  addLayerNorm: definition,
  addLayerNormGradient: definition,
  linearCrossEntropy: definition,
  packedAttention: definition,
  packedAttentionGradient: definition,
  packedDropout: definition,
  squaredNorm: definition,
}

export const createFused = (runtime: Runtime): ReadonlyMap<OpIdentity, FusedKernel<GpuBuffer>> =>
  new Map(
    Array.from(fusedKernels(kernels, runtime), ([op, { run }]) => [
      op,
      { run: runtime.counted(op.name, run) },
    ]),
  )
