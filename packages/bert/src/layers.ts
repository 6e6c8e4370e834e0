/** The layers that all others are made of. */
import type { Variable } from '@cloze/autograd'
import {
  type Activation,
  addLayerNorm,
  dropoutKey,
  gather,
  linear,
  layerNorm as normalise,
  type Tensor,
} from '@cloze/tensor'
import type { Literal } from '@cloze/tensor/extend'
import type { BatchLayout } from './batch-layout.ts'
import { type Initial, normal, ones, zeros } from './initialisation.ts'
import { module, Parameter } from './module.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end, (N) of rows

/**
 * A dense layer: activation(x·Wᵀ + b), PyTorch's Linear. Weights are drawn from a normal distribution, biases 0.
 * @param input the size of the last axis of x
 * @param output the size of the last axis of what it gives
 * @param activation by name; none where left out
 * @returns a module: (…, input) → (…, output)
 * @example
 * const ones = dense(3, 2).bind(({ shape }) => parameter(full(shape, 1)))
 * await ones(parameter(tensor([[1, 2, 3]]))).data() // [7, 7]
 */
export const dense = (input: number, output: number, activation: Activation = 'none') =>
  module(
    { weight: new Parameter([output, input], normal), bias: new Parameter([output], zeros) },
    (p, x: Variable) => linear(x, p.weight, p.bias, { activation }), // (…, input) → (…, output)
  )

/**
 * The rows of a table, PyTorch's Embedding.
 * @param initial what the table starts as; drawn from a normal distribution where left out
 * @returns a module: ids (…), int32 in 0…rows−1, → (…, size)
 * @example
 * const table = parameter(tensor([[1, 2], [3, 4], [5, 6]]))
 * const rows = embedding(3, 2).bind(() => table)
 * await rows(tensor([2, 0], 'int32')).data() // [5, 6, 1, 2]
 */
export const embedding = (rows: number, size: number, initial: Initial = normal) =>
  module(
    { weight: new Parameter([rows, size], initial) },
    (p, ids: Tensor | Literal) => gather(p.weight, ids), // (…) → (…, size)
  )

/**
 * Layer normalisation over the last axis, of the sum with `residual` where there is one. Ba et al. 2016.
 * @param size of the last axis
 * @param epsilon what is added to the variance; BERT's is `layerNormEps` of its config
 * @returns a module: (…, size), and a residual of that shape or none → (…, size)
 * @example
 * const norm = layerNorm(2, 1e-12).bind(({ shape }) => parameter(full(shape, 1)))
 * await norm(parameter(tensor([[1, 3]]))).data() // [0, 2]
 */
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
  readonly layout: BatchLayout
  readonly dropout: DropoutStep | undefined
  /** Whether attention gives its probabilities too. */
  readonly outputAttentions: boolean
}

/**
 * Drops cells at a named site of the model, where the pass drops any: dropout, Srivastava et al. 2014.
 * @param x rows as the pass lays them, (B, S, H) or (T, H)
 * @param site names the place: another site drops other cells
 * @param rate the share that is dropped, in 0…1
 * @example
 * // between the encoder and a head
 * class Halved extends BertPretrainedModel {
 *   readonly architecture = 'Halved'
 *   readonly #bert: ReturnType<typeof encoder>
 *   constructor() {
 *     const config = bertConfig({ ...sizes.tiny, vocabSize: 1000 })
 *     const bert = encoder(config)
 *     super(config, { bert }, { prefix: '' }, undefined)
 *     this.#bert = bert
 *   }
 *   hidden(given: MaskedBatch, dropout: DropoutStep): Variable {
 *     const pass = this.pass(given, true, { dropout })
 *     return drop(this.bind(this.#bert)(pass).lastHiddenState, 'head', 0.5, pass) // (B, S, H)
 *   }
 * }
 * const values = await new Halved().hidden(batch, { seed: 1, step: 0 }).data()
 * Math.round((10 * values.filter((value) => value === 0).length) / values.length) // 5
 */
export const drop = (x: Variable, site: string, rate: number, { layout, dropout }: Pass): Variable =>
  dropout ? layout.drop(x, dropoutAt(dropout, site, rate)) : x

export const dropoutAt = ({ seed, step, firstExample = 0 }: DropoutStep, site: string, rate: number) => ({
  rate,
  key: dropoutKey(seed, step, site),
  firstExample,
})
