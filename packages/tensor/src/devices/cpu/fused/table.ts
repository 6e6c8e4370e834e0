/** The fused kernels, by their ops. */
import type { AttributesOf } from '../../../op.ts'
import { type DefinedName, type Ops, ops } from '../../../ops/table.ts'
import type { FusedKernel, OpIdentity } from '../../device.ts'
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

/** The op has no kernel here, and runs its definition. */
const definition = undefined

/** An op that is left out does not compile, nor a kernel that reads other attributes than its op has. */
const kernels: {
  readonly [Name in DefinedName]: CreateFused<AttributesOf<Ops[Name]>> | typeof definition
} = {
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
  crossEntropy: definition,
  crossEntropyGradient: definition,
  softmax: definition,
  softmaxGradient: definition,
  logSoftmax: definition,
  logSoftmaxGradient: definition,
  topK: definition,
}

export const createFused = (parts: Parts): ReadonlyMap<OpIdentity, FusedKernel<CpuSlot>> =>
  new Map(
    Object.entries(kernels).flatMap(([name, create]) => {
      if (create === definition) return []
      const op = ops[name as DefinedName]
      return [[op, fusedKernel(create as CreateFused<unknown>, parts)] as const] // each reads the attributes of its op
    }),
  )
