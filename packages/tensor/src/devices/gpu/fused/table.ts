/** The fused kernels, by their ops. */
import type { AttributesOf } from '../../../op.ts'
import { type DefinedName, type Ops, ops } from '../../../ops/table.ts'
import type { FusedKernel, OpIdentity } from '../../device.ts'
import type { Runtime } from '../runtime.ts'
import type { GpuSlot } from '../slot.ts'
import { attention, attentionGradient } from './attention.ts'
import { crossEntropy, crossEntropyGradient } from './cross-entropy.ts'
import { dropout } from './dropout.ts'
import { type CreateFused, fusedKernel } from './kernel.ts'
import { layerNorm, layerNormGradient } from './layer-norm.ts'
import { linear } from './linear.ts'
import { logSoftmax, logSoftmaxGradient, softmax, softmaxGradient } from './softmax.ts'
import { sumOfSquares } from './sum-of-squares.ts'

/** The op has no kernel here, and runs its definition. */
const definition = undefined

/** An op that is left out does not compile, nor a kernel that reads other attributes than its op has. */
const kernels: {
  readonly [Name in DefinedName]: CreateFused<AttributesOf<Ops[Name]>> | typeof definition
} = {
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
  topK: definition,
}

export const createFused = (runtime: Runtime): ReadonlyMap<OpIdentity, FusedKernel<GpuSlot>> =>
  new Map(
    Object.entries(kernels).flatMap(([name, create]) => {
      if (create === definition) return []
      const { run } = fusedKernel(create as CreateFused<unknown>, runtime) // each reads the attributes of its op
      return [[ops[name as DefinedName], { run: runtime.counted(name, run) }] as const]
    }),
  )
