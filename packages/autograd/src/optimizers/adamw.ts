import type { ParameterTree } from '../parameters.ts'
import { type AdamOptions, adamOf } from './adam.ts'
import type { Optimizer, OptimizerKind } from './optimizer.ts'

/** The constants of AdamW. */
export interface AdamWOptions extends AdamOptions {
  /** 0.01 where left out, as in PyTorch. */
  readonly weightDecay?: number
}

/**
 * AdamW: Adam, but that each parameter decays by itself: a step takes the share learningRate · weightDecay off it first.
 * Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2; in the order of PyTorch's torch.optim.AdamW. It
 * keeps twice as many numbers as the parameters have.
 * @throws OptimizerError on options out of their range
 * @example
 * const w = parameter(tensor([1, 2]))
 * const optimizer = adamW({ w }, { learningRate: 0.1, weightDecay: 0 })
 * optimizer.step(gradients(sum(square(w)), [w]))
 * await w.data() // [0.900, 1.900]
 */
export const adamW = (parameters: ParameterTree, options: AdamWOptions = {}): Optimizer =>
  adamOf('adamw', parameters, options, ({ weightDecay = 0.01 }) => ({ l2: 0, decoupled: weightDecay }))

export const adamWKind = {
  name: 'adamw',
  summary: 'Adam with decoupled weight decay',
  source: 'Loshchilov & Hutter 2019',
  create: adamW,
} as const satisfies OptimizerKind
