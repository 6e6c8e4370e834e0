import { elementwise, mul, type Scalar, type Tensor } from '@cloze/tensor'
import { adamWScalars, checkOptions, adamW as stepOf } from '@cloze/tensor/extend'
import { OptimizerError } from '../optimizer-error.ts'
import type { ParameterTree } from '../parameters.ts'
import { type Optimizer, type OptimizerKind, type OptimizerOptions, optimizerNames } from './optimizer.ts'
import { type Moving, optimizerOf, type UpdateRule } from './update-rule.ts'

type S = Scalar

/** The constants of Adam. */
export interface AdamOptions extends OptimizerOptions {
  /** How slowly the mean of the gradients moves, from 0 to less than 1; 0.9 where left out. */
  readonly beta1?: number
  /** How slowly the mean of their squares moves, from 0 to less than 1; 0.999 where left out. */
  readonly beta2?: number
  /** What the root of that mean has added to it, above 0; 1e-8 where left out. */
  readonly epsilon?: number
}

const regularized = elementwise('regularizedGradient', (g: S, scale: S, p: S, decay: S) =>
  g.mul(scale).add(p.mul(decay)),
)

/** The scaled gradient, with that of ½·decay·p² in it. */
export const penalizedGradient = (
  { gradient, scale, parameter }: Pick<Moving<string>, 'gradient' | 'scale' | 'parameter'>,
  decay: number,
): Tensor => {
  if (decay > 0) return regularized(gradient, scale, parameter, decay)
  return scale === 1 ? gradient : mul(gradient, scale)
}

/**
 * Adam: each parameter goes against the mean of its gradients, divided by the root of the mean of their squares. Kingma &
 * Ba 2015, algorithm 1; in the order of PyTorch's torch.optim.Adam. It keeps twice as many numbers as the parameters have.
 * @param options.weightDecay of L2: weightDecay · p is added to the gradient, as PyTorch has it; 0 where left out. Where a
 *   parameter should decay by itself, `adamW` does it
 * @throws OptimizerError on options out of their range
 * @example
 * const w = parameter(tensor([1, 2]))
 * const optimizer = adam({ w }, { learningRate: 0.1 })
 * optimizer.step(gradients(sum(square(w)), [w]))
 * await w.data() // [0.900, 1.900]
 */
export const adam = (parameters: ParameterTree, options: AdamOptions = {}): Optimizer =>
  adamOf('adam', parameters, options, ({ weightDecay = 0 }) => ({ l2: weightDecay, decoupled: 0 }))

/** Adam with either decay, or none. */
export function adamOf(
  name: string,
  parameters: ParameterTree,
  options: AdamOptions,
  decayOf: (options: AdamOptions) => { readonly l2: number; readonly decoupled: number },
): Optimizer {
  const names = { ...optimizerNames, beta1: true, beta2: true, epsilon: true } as const
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, ...others } = checkOptions(name, options, names)
  const { decays = () => true } = others
  const decay = decayOf(options)
  const check = (option: string, value: number, right: boolean, should: string) => {
    if (!right) throw new OptimizerError(`${name}: ${option} is ${value}; it should be ${should}`)
  }
  for (const [option, beta] of Object.entries({ beta1, beta2 }))
    check(option, beta, beta >= 0 && beta < 1, 'from 0 to less than 1')
  check('epsilon', epsilon, Math.fround(epsilon) > 0 && epsilon < Infinity, 'above 0, in float32 too')
  const [power1, power2] = [powerOf(beta1), powerOf(beta2)]
  const rule: UpdateRule<'firstMoment' | 'secondMoment'> = {
    name,
    buffers: ['firstMoment', 'secondMoment'],
    groupOf: (parameter) => (decays(parameter) ? 'decaying' : 'staying'),
    begin(step, learningRate, device) {
      const corrections = { correction1: 1 - power1(step), correction2: 1 - power2(step) }
      const settings = { learningRate, beta1, beta2, epsilon, ...corrections }
      const decaying = adamWScalars({ ...settings, weightDecay: decay.decoupled }, device)
      const staying = adamWScalars({ ...settings, weightDecay: 0 }, device)
      return (moving) => {
        const { parameter, scale, buffers, inPlace } = moving
        const decays = moving.group === 'decaying'
        const penalized = decays && decay.l2 > 0
        const gradient = penalized ? penalizedGradient(moving, decay.l2) : moving.gradient
        const before = { first: buffers.firstMoment, second: buffers.secondMoment }
        const scalars = decays ? decaying : staying
        const after = stepOf(parameter, gradient, before, scalars, penalized ? 1 : scale, { inPlace })
        const { first, second } = after.moments
        return { parameter: after.parameter, buffers: { firstMoment: first, secondMoment: second } }
      }
    },
  }
  return optimizerOf(parameters, rule, others)
}

/** baseᵗ by multiplication: Math.pow differs from one JavaScript engine to another. From the last one that was asked for. */
function powerOf(base: number): (exponent: number) => number {
  let [reached, power] = [0, 1]
  return (exponent) => {
    if (exponent < reached) [reached, power] = [0, 1]
    for (let next = power * base; reached < exponent && next !== power; next *= base) {
      power = next
      reached += 1
    }
    reached = exponent // further on it no longer changes
    return power
  }
}

export const adamKind = {
  name: 'adam',
  summary: 'by the mean of gradients over the root of that of their squares, with L2',
  source: 'Kingma & Ba 2015',
  create: adam,
} as const satisfies OptimizerKind
