/** The fused kernels, by the names of their ops. */
import type { FusedKernel } from '../../device.ts'
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

const kernels = {
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
}

export const createFused = (runtime: Runtime): ReadonlyMap<string, FusedKernel<GpuSlot>> =>
  new Map(
    Object.entries(kernels).map(([name, create]) => {
      const { run } = fusedKernel(create as CreateFused<unknown>, runtime) // each reads the attributes of its op
      return [name, { run: runtime.counted(name, run) }]
    }),
  )
