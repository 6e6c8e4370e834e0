import { elementwise, type Scalar, type Tensor } from '@cloze/tensor'
import { checkOptions } from '@cloze/tensor/extend'
import { OptimizerError } from '../optimizer-error.ts'
import type { ParameterTree } from '../parameters.ts'
import { penalizedGradient } from './adam.ts'
import { type Optimizer, type OptimizerKind, type OptimizerOptions, optimizerNames } from './optimizer.ts'
import { type Moving, optimizerOf } from './update-rule.ts'

type S = Scalar

const velocityOf = elementwise('sgdVelocity', (v: S, g: S, momentum: S, rise: S) =>
  v.mul(momentum).add(g.mul(rise)),
)
const aheadOf = elementwise('sgdAhead', (g: S, v: S, momentum: S) => g.add(v.mul(momentum)))
const stepOf = elementwise('sgdStep', (p: S, g: S, rate: S) => p.sub(g.mul(rate)))

/** The constants of SGD. */
export interface SgdOptions extends OptimizerOptions {
  /** How much of the velocity stays, from 0 to less than 1; 0 where left out, and nothing is kept then. */
  readonly momentum?: number
  /** How much less of a gradient goes into the velocity after the first step; 0 where left out. */
  readonly dampening?: number
  /** Whether a step looks ahead, by the velocity it comes to. Not where left out. */
  readonly nesterov?: boolean
}

/**
 * Stochastic gradient descent, with momentum where it is asked for (Sutskever et al. 2013); in the order of PyTorch's
 * torch.optim.SGD.
 * @param options.weightDecay of L2: weightDecay · p is added to the gradient, as PyTorch has it; 0 where left out
 * @throws OptimizerError on options out of their range
 * @example
 * const w = parameter(tensor([1, 2]))
 * const optimizer = sgd({ w }, { learningRate: 0.1, momentum: 0.9 })
 * optimizer.step(gradients(sum(square(w)), [w]))
 * await w.data() // [0.800, 1.600]
 */
export function sgd(parameters: ParameterTree, options: SgdOptions = {}): Optimizer {
  const names = { ...optimizerNames, momentum: true, dampening: true, nesterov: true } as const
  const { momentum = 0, dampening = 0, nesterov = false, ...others } = checkOptions('sgd', options, names)
  const { weightDecay = 0, decays = () => true } = others
  const fail = (what: string): never => {
    throw new OptimizerError(`sgd: ${what}`)
  }
  if (!(momentum >= 0 && momentum < 1)) fail(`momentum is ${momentum}; it should be from 0 to less than 1`)
  if (!(dampening >= 0 && dampening <= 1)) fail(`dampening is ${dampening}; it should be from 0 to 1`)
  if (nesterov && (momentum === 0 || dampening !== 0)) fail('nesterov needs a momentum, and no dampening')
  const of = {
    name: 'sgd',
    groupOf: (name: string) => (decays(name) ? 'decaying' : 'staying'),
  }
  const gradientOf = (moving: Omit<Moving<never>, 'buffers'>): Tensor =>
    penalizedGradient(moving, moving.group === 'decaying' ? weightDecay : 0)
  if (momentum === 0)
    return optimizerOf<never>(
      parameters,
      {
        ...of,
        buffers: [],
        begin: (_step, rate) => (moving) => ({
          parameter: stepOf(moving.parameter, gradientOf(moving), rate),
          buffers: {},
        }),
      },
      others,
    )
  return optimizerOf<'velocity'>(
    parameters,
    {
      ...of,
      buffers: ['velocity'],
      begin: (step, rate) => (moving) => {
        const g = gradientOf(moving)
        const velocity = velocityOf(moving.buffers.velocity, g, momentum, step === 1 ? 1 : 1 - dampening)
        const direction = nesterov ? aheadOf(g, velocity, momentum) : velocity
        return { parameter: stepOf(moving.parameter, direction, rate), buffers: { velocity } }
      },
    },
    others,
  )
}

export const sgdKind = {
  name: 'sgd',
  summary: 'stochastic gradient descent, with momentum and L2 where asked for',
  source: 'Robbins & Monro 1951; Sutskever et al. 2013',
  create: sgd,
} as const satisfies OptimizerKind
