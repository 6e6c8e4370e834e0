/** The fused kernels, by their ops. */
import type { FusedKernel, OpIdentity } from '../../../device/device.ts'
import { definition, type FusedTable, fusedKernels } from '../../fused/table.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import { adamW } from './adamw.ts'
import { argsort } from './argsort.ts'
import { attention } from './attention.ts'
import { attentionGradient } from './attention-gradient.ts'
import { dropout, packedDropout } from './dropout.ts'
import type { Parts } from './kernel.ts'
import { addLayerNorm, addLayerNormGradient, layerNorm, layerNormGradient } from './layer-norm.ts'
import { linear } from './linear.ts'
import { linearCrossEntropy } from './linear-cross-entropy.ts'
import { squaredNorm, sumOfSquares } from './sum-of-squares.ts'

const kernels: FusedTable<CpuBuffer, Parts> = {
  adamW,
  addLayerNorm,
  addLayerNormGradient,
  argsort,
  attention,
  attentionGradient,
  packedAttention: attention,
  packedAttentionGradient: attentionGradient,
  packedDropout,
  dropout,
  layerNorm,
  layerNormGradient,
  linear,
  linearCrossEntropy,
  squaredNorm,
  sumOfSquares,
  crossEntropy: definition,
  crossEntropyGradient: definition,
  softmax: definition,
  softmaxGradient: definition,
  logSoftmax: definition,
  logSoftmaxGradient: definition,
  topK: definition,
}

export const createFused = (parts: Parts): ReadonlyMap<OpIdentity, FusedKernel<CpuBuffer>> =>
  fusedKernels(kernels, parts)
