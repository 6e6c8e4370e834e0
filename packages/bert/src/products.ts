import type { Product } from '@cloze/tensor'
import type { BertConfig } from './config.ts'

/** What a step works on. */
export interface StepSize {
  readonly batchSize: number
  readonly sequenceLength: number
  /** How many tokens are predicted. */
  readonly labelled: number
}

// T tokens of the batch · N labelled ones · H hidden · I intermediate · V vocabulary

/**
 * The matrix products of a training step of a masked language model, attention's own left out: forward, and two
 * backwards for each. What `chooseDevice` weighs devices by.
 * @example
 * const products = trainingProducts(bertConfig(sizes.tiny), { batchSize: 32, sequenceLength: 64, labelled: 307 })
 * products[0] // { m: 2048, k: 128, n: 128 }
 */
export function trainingProducts(
  { hiddenSize: H, intermediateSize: I, numHiddenLayers, vocabSize: V }: BertConfig,
  { batchSize, sequenceLength, labelled: N }: StepSize,
): Product[] {
  const T = batchSize * sequenceLength
  const layer = [
    ...Array.from({ length: 4 }, () => linear(T, H, H)), // query, key, value, output
    linear(T, H, I),
    linear(T, I, H),
  ]
  return [...Array.from({ length: numHiddenLayers }, () => layer), linear(N, H, H), linear(N, H, V)].flat(2)
}

/** x·Wᵀ, what flows to x, and what flows to W. */
const linear = (rows: number, into: number, out: number): Product[] => [
  { m: rows, k: into, n: out },
  { m: rows, k: out, n: into },
  { m: out, k: rows, n: into },
]
