/** The layers that all others are made of. */
import type { Variable } from '@cloze/autograd'
import {
  type Activation,
  addLayerNorm,
  dropoutKey,
  gather,
  type Literal,
  linear,
  layerNorm as normalise,
  type Tensor,
} from '@cloze/tensor'
import type { Arrangement } from './arrangement.ts'
import { type Initial, normal, ones, zeros } from './initialisation.ts'
import { module, Parameter } from './module.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end, (N) of rows

/** activation(x·Wᵀ + b). */
export const dense = (input: number, output: number, activation: Activation = 'none') =>
  module(
    { weight: new Parameter([output, input], normal), bias: new Parameter([output], zeros) },
    (p, x: Variable) => linear(x, p.weight, p.bias, { activation }), // (…, input) → (…, output)
  )

/** The rows of a table. */
export const embedding = (rows: number, size: number, initial: Initial = normal) =>
  module(
    { weight: new Parameter([rows, size], initial) },
    (p, ids: Tensor | Literal) => gather(p.weight, ids), // (…) → (…, size)
  )

/** Layer normalisation, of the sum with `residual` where there is one. Ba et al. 2016. */
export const layerNorm = (size: number, epsilon: number) =>
  module(
    { weight: new Parameter([size], ones), bias: new Parameter([size], zeros) },
    (p, x: Variable, residual?: Variable) =>
      residual
        ? addLayerNorm(x, residual, p.weight, p.bias, { epsilon }) // (…, size)
        : normalise(x, p.weight, p.bias, { epsilon }), // (…, size)
  )

/** What dropout's bits follow from; leave it out and nothing is dropped. */
export interface DropoutStep {
  /** Of the run. */
  readonly seed: number
  /** Counted from 0: each drops other cells. */
  readonly step: number
  /** The number of the batch's first example within the step, for a step that is split over batches. */
  readonly firstExample?: number
}

/** What the layers of one forward pass share. */
export interface Pass {
  readonly arrangement: Arrangement
  readonly dropout: DropoutStep | undefined
  /** Whether attention gives its probabilities too. */
  readonly outputAttentions: boolean
}

/** Drops cells at a named site of the model, where the pass drops any. */
export const drop = (x: Variable, site: string, rate: number, { arrangement, dropout }: Pass): Variable =>
  dropout ? arrangement.drop(x, dropoutAt(dropout, site, rate)) : x

export const dropoutAt = ({ seed, step, firstExample = 0 }: DropoutStep, site: string, rate: number) => ({
  rate,
  key: dropoutKey(seed, step, site),
  firstExample,
})
