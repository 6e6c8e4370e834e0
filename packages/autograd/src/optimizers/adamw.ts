import { adamWScalars, adamW as stepOf } from '@cloze/tensor/extend'
import { OptimizerError } from '../optimizer-error.ts'
import type { NamedParameters, Optimizer, OptimizerKind, OptimizerOptions } from './optimizer.ts'
import { optimizerOf, type UpdateRule } from './update-rule.ts'

/** The constants of AdamW. */
export interface AdamWOptions extends OptimizerOptions {
  /** How slowly the mean of the gradients moves, from 0 to less than 1; 0.9 where left out. */
  readonly beta1?: number
  /** How slowly the mean of their squares moves, from 0 to less than 1; 0.999 where left out. */
  readonly beta2?: number
  /** What the root of that mean has added to it, above 0; 1e-8 where left out. */
  readonly epsilon?: number
  /** 0.01 where left out, as in PyTorch. */
  readonly weightDecay?: number
}

/**
 * AdamW: each parameter goes against the mean of its gradients, divided by the root of the mean of their squares, and
 * decays by itself. Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2; in the order of PyTorch's
 * torch.optim.AdamW. It keeps twice as many numbers as the parameters have.
 * @throws OptimizerError on options out of their range
 * @example
 * const w = parameter(tensor([1, 2]))
 * const optimizer = adamW(new Map([['w', w]]), { weightDecay: 0 })
 * optimizer.step(gradients(sum(square(w)), [w]), { learningRate: 0.1 })
 * await w.data() // [0.900, 1.900]
 */
export function adamW(parameters: NamedParameters, options: AdamWOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01, decays = () => true } = options
  for (const [name, beta] of Object.entries({ beta1, beta2 }))
    check(name, beta, beta >= 0 && beta < 1, 'from 0 to less than 1')
  check('epsilon', epsilon, Math.fround(epsilon) > 0 && epsilon < Infinity, 'above 0, in float32 too')
  const [power1, power2] = [powerOf(beta1), powerOf(beta2)]
  const rule: UpdateRule<'firstMoment' | 'secondMoment'> = {
    name: 'adamw',
    buffers: ['firstMoment', 'secondMoment'],
    groupOf: (name) => (decays(name) ? 'decaying' : 'staying'),
    begin(step, learningRate, device) {
      const corrections = { correction1: 1 - power1(step), correction2: 1 - power2(step) }
      const settings = { learningRate, beta1, beta2, epsilon, ...corrections }
      const decaying = adamWScalars({ ...settings, weightDecay }, device)
      const staying = adamWScalars({ ...settings, weightDecay: 0 }, device)
      return ({ group, parameter, gradient, scale, buffers, inPlace }) => {
        const before = { first: buffers.firstMoment, second: buffers.secondMoment }
        const scalars = group === 'decaying' ? decaying : staying
        const { parameter: moved, moments } = stepOf(parameter, gradient, before, scalars, scale, { inPlace })
        return { parameter: moved, buffers: { firstMoment: moments.first, secondMoment: moments.second } }
      }
    },
  }
  return optimizerOf(parameters, rule, options)
}

function check(name: string, value: number, right: boolean, should: string): void {
  if (!right) throw new OptimizerError(`adamw: ${name} is ${value}; it should be ${should}`)
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

export const adamWKind = {
  name: 'adamw',
  summary: 'Adam with decoupled weight decay',
  source: 'Loshchilov & Hutter 2019',
  create: adamW,
} as const satisfies OptimizerKind
