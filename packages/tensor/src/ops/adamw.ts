import { interpret, outputOf } from '../apply.ts'
import type { Device } from '../devices/device.ts'
import type { Scalar } from '../scalar.ts'
import { hasKernel, runInto, Tensor } from '../tensor.ts'
import { defined, elementwise } from './op.ts'

type S = Scalar

export const firstMomentOf = elementwise('adamFirstMoment', (m: S, g: S, scale: S, rise: S) =>
  m.add(g.mul(scale).sub(m).mul(rise)),
)
export const secondMomentOf = elementwise('adamSecondMoment', (v: S, g: S, scale: S, keep: S, rise: S) =>
  v.mul(keep).add(g.mul(scale).square().mul(rise)),
)
export const decayedStep = elementwise(
  'adamStep',
  (p: S, m: S, v: S, size: S, root2: S, epsilon: S, keep: S) =>
    p.mul(keep).sub(m.mul(size).div(v.sqrt().div(root2).add(epsilon))),
)

export const adamWOp = defined<undefined>({
  name: 'adamW',
  infer: ([parameter]) => {
    const spec = { shape: parameter?.shape ?? [], dtype: 'float' } as const
    return [spec, spec, spec]
  },
  define([parameter = 0, gradient = 0, first = 0, second = 0, scale = 1, ...settings]) {
    const [size = 0, root2 = 1, keep = 1, rise1 = 0, keep2 = 0, rise2 = 0, epsilon = 0] = settings
    const m = firstMomentOf(first, gradient, scale, rise1)
    const v = secondMomentOf(second, gradient, scale, keep2, rise2)
    return [decayedStep(parameter, m, v, size, root2, epsilon, keep), m, v]
  },
})

/** What a parameter carries from step to step. */
export interface Moments {
  readonly first: Tensor
  readonly second: Tensor
}

export interface AdamWSettings {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled: 0 is Adam. */
  readonly weightDecay: number
  /** 1 − β₁ᵗ and 1 − β₂ᵗ at step t, which counts from 1. */
  readonly correction1: number
  readonly correction2: number
}

/** What the kernels read of the settings: made once a step, for all parameters that share them. */
export function adamWScalars(settings: AdamWSettings, device: Device): readonly Tensor[] {
  const { learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2 } = settings
  return [
    ...[learningRate / correction1, Math.sqrt(correction2), 1 - learningRate * weightDecay],
    ...[1 - beta1, beta2, 1 - beta2, epsilon],
  ].map((value) => Tensor.from(device, [], Float64Array.of(value)))
}

/**
 * One step of AdamW on one parameter. Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2; in the
 * order of PyTorch's torch.optim.AdamW.
 * @param scalars of `adamWScalars`
 * @param scale what the gradient is multiplied by first: clipping, without another pass
 * @param options.inPlace where the device can, into the memory of the parameter and its moments: for one who alone holds
 * them; not where left out
 * @returns the parameter and its moments after the step: new tensors, or those that were given
 */
export function adamW(
  parameter: Tensor,
  gradient: Tensor,
  moments: Moments,
  scalars: readonly Tensor[],
  scale: Tensor | number = 1,
  { inPlace = false } = {},
): { parameter: Tensor; moments: Moments } {
  const { first, second } = moments
  if (inPlace && hasKernel(adamWOp, parameter.device)) {
    const operands = [parameter, gradient, first, second, scale, ...scalars]
    runInto(adamWOp, operands, undefined, [parameter, first, second])
    return { parameter, moments }
  }
  const outputs = interpret<undefined, Tensor | number>(
    adamWOp,
    [parameter, gradient, first, second, scale, ...scalars],
    undefined,
  )
  const after = { first: outputOf(adamWOp, outputs, 1), second: outputOf(adamWOp, outputs, 2) }
  return { parameter: outputs[0], moments: after }
}
