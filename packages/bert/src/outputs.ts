import type { Variable } from '@cloze/autograd'
import type { BatchLayout } from './batch-layout.ts'
import type { Encoded } from './encoder.ts'
import type { DropoutStep } from './layers.ts'

// B batch · S sequence · H hidden · h heads

/** What a forward pass may be asked for beside its output. The names are transformers'. */
export interface OutputOptions {
  /** Whether to give the hidden states of every layer; not where left out. */
  readonly outputHiddenStates?: boolean
  /** Whether to give the attention probabilities of every layer; not where left out. */
  readonly outputAttentions?: boolean
  /** Drops cells, as in training; leave it out and nothing is dropped. */
  readonly dropout?: DropoutStep | undefined
}

/** What the encoder did on its way, as transformers gives it. What stands at padding means nothing. */
export interface EncoderOutputs {
  /** (B, S, H) each: the embeddings, then what each layer gives; where asked for. */
  readonly hiddenStates?: readonly Variable[]
  /**
   * (B, h, S, S) each, one a layer: in each head, how much each position (row) attends to each (column), after dropout;
   * where asked for.
   */
  readonly attentions?: readonly Variable[]
}

/**
 * Of what the encoder gave, what was asked for, as sequences side by side; for a model with a head, to add to its output.
 * @example
 * // in the forward pass of a model
 * class Traced extends BertPretrainedModel {
 *   readonly architecture = 'Traced'
 *   readonly #bert: ReturnType<typeof encoder>
 *   constructor() {
 *     const config = bertConfig({ ...sizes.tiny, vocabSize: 1000 })
 *     const bert = encoder(config)
 *     super(config, { bert }, { prefix: '' }, undefined)
 *     this.#bert = bert
 *   }
 *   forward(given: MaskedBatch, options: OutputOptions): EncoderOutputs {
 *     const pass = this.pass(given, true, options)
 *     return outputsOf(this.bind(this.#bert)(pass), pass.layout, options)
 *   }
 * }
 * new Traced().forward(batch, { outputHiddenStates: true }).hiddenStates?.length // 3
 */
export const outputsOf = (
  { hiddenStates, attentions }: Encoded,
  { pad }: BatchLayout,
  options: OutputOptions,
): EncoderOutputs => ({
  ...(options.outputHiddenStates && { hiddenStates: hiddenStates.map(pad) }), // (B, S, H) each
  ...(options.outputAttentions && { attentions }), // (B, h, S, S) each
})
