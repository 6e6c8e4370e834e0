/** The fused kernels, by the names of their ops. */
import type { FusedKernel } from '../../device.ts'
import type { CpuSlot } from '../slot.ts'
import { adamW } from './adamw.ts'
import { attention } from './attention.ts'
import { attentionGradient } from './attention-gradient.ts'
import { dropout, packedDropout } from './dropout.ts'
import { type CreateFused, fusedKernel, type Parts } from './kernel.ts'
import { addLayerNorm, addLayerNormGradient, layerNorm, layerNormGradient } from './layer-norm.ts'
import { linear } from './linear.ts'
import { linearCrossEntropy } from './linear-cross-entropy.ts'
import { sumOfSquares } from './sum-of-squares.ts'

const kernels = {
  adamW,
  addLayerNorm,
  addLayerNormGradient,
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
  sumOfSquares,
}

export const createFused = (parts: Parts): ReadonlyMap<string, FusedKernel<CpuSlot>> =>
  new Map(
    Object.entries(kernels).map(([name, create]) => [
      name,
      fusedKernel(create as CreateFused<unknown>, parts), // each reads the attributes of its op
    ]),
  )
