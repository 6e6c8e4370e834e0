import type { Device } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import type { Scalar } from '../scalar/scalar.ts'
import { interpret } from '../tensor/apply.ts'
import { hasKernel, runInto } from '../tensor/run.ts'
import { formatShape, sameShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { checkFloats } from './floats.ts'
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

export const adamWOp = defined({
  name: 'adamW',
  // biome-ignore format: tensors, then scalars
  operands: [
    'parameter', 'gradient', 'first', 'second', 'scale',
    'size', 'root2', 'keep', 'rise1', 'keep2', 'rise2', 'epsilon',
  ],
  outputs: ['parameter', 'first', 'second'],
  infer([parameter, gradient, first, second, ...scalars]) {
    checkFloats('adamW', [parameter, gradient, first, second, ...scalars])
    for (const [what, { shape }] of Object.entries({ gradient, first, second }))
      if (!sameShape(shape, parameter.shape))
        throw new ShapeError(
          `adamW: ${what} of a parameter of ${formatShape(parameter.shape)} has its shape, not ${formatShape(shape)}`,
        )
    for (const { shape } of scalars)
      if (shape.length > 0)
        throw new ShapeError(`adamW: scale and settings are scalars, not ${formatShape(shape)}`)
    const spec = { shape: parameter.shape, dtype: 'float' } as const
    return [spec, spec, spec]
  },
  define([parameter, gradient, first, second, scale, ...settings]) {
    const [size, root2, keep, rise1, keep2, rise2, epsilon] = settings
    const m = firstMomentOf(first, gradient, scale, rise1)
    const v = secondMomentOf(second, gradient, scale, keep2, rise2)
    return [decayedStep(parameter, m, v, size, root2, epsilon, keep), m, v]
  },
})

/** What a parameter carries from step to step. */
export interface Moments {
  /** The running mean of the gradients. */
  readonly first: Tensor
  /** The running mean of their squares. */
  readonly second: Tensor
}

/** The constants of a step of AdamW. */
export interface AdamWSettings {
  /** Of this step. */
  readonly learningRate: number
  /** How slowly the mean of the gradients moves. */
  readonly beta1: number
  /** How slowly the mean of their squares moves. */
  readonly beta2: number
  /** Added to the root of that mean. */
  readonly epsilon: number
  /** Decoupled: 0 is Adam. */
  readonly weightDecay: number
  /** 1 − β₁ᵗ and 1 − β₂ᵗ at step t, which counts from 1. */
  readonly correction1: number
  readonly correction2: number
}

/** size, root2, keep, rise1, keep2, rise2, epsilon: the last operands of the op. */
export type AdamWScalars = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]

/**
 * What the kernels read of the settings: made once a step, for all parameters that share them.
 * @example
 * const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
 * const scalars = adamWScalars({ ...settings, correction1: 0.1, correction2: 0.001 }, cpu)
 * await scalars[0].item() // 1
 */
export function adamWScalars(settings: AdamWSettings, device: Device): AdamWScalars {
  const { learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2 } = settings
  const scalar = (value: number) => Tensor.from(device, [], Float64Array.of(value))
  return [
    scalar(learningRate / correction1),
    scalar(Math.sqrt(correction2)),
    scalar(1 - learningRate * weightDecay),
    scalar(1 - beta1),
    scalar(beta2),
    scalar(1 - beta2),
    scalar(epsilon),
  ]
}

/**
 * One step of AdamW on one parameter. Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2; in the
 * order of PyTorch's torch.optim.AdamW.
 * @param scalars of `adamWScalars`
 * @param scale what the gradient is multiplied by first: clipping, without another pass
 * @param options.inPlace where the device can, into the memory of the parameter and its moments: for one who alone holds
 * them; not where left out
 * @returns the parameter and its moments after the step: new tensors, or those that were given
 * @example
 * const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
 * const scalars = adamWScalars({ ...settings, correction1: 0.1, correction2: 0.001 }, cpu)
 * const moments = { first: zeros([1]), second: zeros([1]) }
 * await adamW(tensor([1]), tensor([5]), moments, scalars).parameter.data() // [0.900]
 */
export function adamW(
  parameter: Tensor,
  gradient: Tensor,
  moments: Moments,
  scalars: AdamWScalars,
  scale: Tensor | number = 1,
  { inPlace = false } = {},
): { parameter: Tensor; moments: Moments } {
  const { first, second } = moments
  const operands = [parameter, gradient, first, second, scale, ...scalars] as const
  if (inPlace && hasKernel(adamWOp, parameter.device)) {
    runInto(adamWOp, operands, [parameter, first, second])
    return { parameter, moments }
  }
  const [after, ...others] = interpret(adamWOp, operands)
  return { parameter: after, moments: { first: others[0], second: others[1] } }
}
