import { parameter, type Variable } from '@cloze/autograd'
import {
  cpu,
  crossEntropy,
  type Device,
  disposeOf,
  gather,
  holds,
  reshape,
  type Shape,
  scope,
  tensor,
} from '@cloze/tensor'
import { BatchError, checkBatch, IGNORED, type MaskedBatch } from './batch.ts'
import { type BertConfig, type BertSettings, bertConfig } from './config.ts'
import { embed } from './embeddings.ts'
import { type Head, maskedLanguageHead, maskedLanguageLoss } from './heads.ts'
import { initialValues } from './initialisation.ts'
import { type DropoutStep, encoderLayer } from './layers.ts'
import { Parameters, parameterShapes } from './parameters.ts'

export interface ModelOptions {
  /** Where the parameters are and the model runs; `cpu` where left out. */
  readonly device?: Device
  /** What the initial parameters follow from; 0 where left out. */
  readonly seed?: number
}

export interface ForwardOptions {
  /** Scores at the labelled positions alone, which is far less work in training, or at all of them. */
  readonly logits: 'labelled' | 'all'
  /** Drops cells, as in training; leave it out and nothing is dropped. */
  readonly dropout?: DropoutStep | undefined
}

export interface MaskedLanguageOutput {
  /** (N, V), for the N labelled positions in the order of the batch, or for all B·S of them. */
  readonly logits: Variable
  /** The mean cross-entropy over the labels, in nats; with labels alone. */
  readonly loss?: Variable
  /** The labels of the rows of `logits`, with −100 at those that have none. */
  readonly labels?: Int32Array
}

export interface LossOptions {
  /** Scores are computed at the labelled positions alone, or at all of them. */
  readonly positions: 'labelled' | 'all'
  /** Drops cells, as in training; leave it out and nothing is dropped. */
  readonly dropout?: DropoutStep | undefined
}

export interface MaskedLanguageLoss {
  /** The mean cross-entropy over the labels, in nats. */
  readonly loss: Variable
  /** (N), int32: the likeliest token at the labelled positions in the order of the batch, or at all of them. */
  readonly predictions: Variable
  /** The labels of these positions, with −100 at those that have none. */
  readonly labels: Int32Array
}

/**
 * BERT with the masked-language-modelling head, with the names and numerics of transformers' BertForMaskedLM.
 * Devlin et al. 2018.
 * @example
 * const model = new BertForMaskedLM({ ...sizes.tiny, vocabSize: 1000 }, { seed: 1 })
 * const { loss } = model.forward(batch, { logits: 'labelled', dropout: { seed: 1, step: 0 } })
 */
export class BertForMaskedLM {
  readonly config: BertConfig
  readonly device: Device
  readonly #parameters: ReadonlyMap<string, Variable>

  /** @param values the parameters, by name; drawn anew where left out */
  constructor(
    config: BertConfig | BertSettings,
    { device = cpu, seed = 0 }: ModelOptions = {},
    values?: ReadonlyMap<string, Float32Array | Float64Array>,
  ) {
    this.config = bertConfig(config)
    this.device = device
    const { initializerRange: deviation, padTokenId } = this.config
    const made = new Map<string, Variable>()
    for (const [name, shape] of parameterShapes(this.config)) {
      const start = values?.get(name) ?? initialValues(name, shape, { seed, deviation, padTokenId })
      made.set(name, parameter(tensor(start, { shape, device })))
    }
    this.#parameters = made
  }

  /** By Hugging Face's names, in a fixed order. The decoder's weight is the word embeddings', listed once. */
  parameters(): ReadonlyMap<string, Variable> {
    return this.#parameters
  }

  /**
   * @throws BatchError on ids out of range, a sequence that is too long, arrays of the wrong length
   */
  forward(batch: MaskedBatch, { logits: which, dropout: step }: ForwardOptions): MaskedLanguageOutput {
    checkBatch(batch, this.config)
    if (which === 'labelled' && batch.labels === undefined)
      throw new TypeError("forward: logits: 'labelled' needs labels in the batch; or ask for 'all'")
    return scope(() => {
      const hidden = this.#encode(batch, step) // (B, S, H)
      const { rows, labels } = this.#rowsOf(hidden, batch, which) // (N, H)
      const logits = maskedLanguageHead(rows, this.#head) // (N, V)
      if (labels === undefined) return { logits }
      return { logits, labels, loss: crossEntropy(logits, this.#ids(labels, [labels.length])) }
    })
  }

  /**
   * The loss alone, for training: faster than `forward`, and in far less memory, since it keeps no scores.
   * @throws BatchError on ids out of range, a sequence that is too long, arrays of the wrong length, no labels
   */
  loss(batch: MaskedBatch, { positions, dropout: step }: LossOptions): MaskedLanguageLoss {
    checkBatch(batch, this.config)
    if (batch.labels === undefined) throw new BatchError('loss: needs labels in the batch')
    return scope(() => {
      const hidden = this.#encode(batch, step) // (B, S, H)
      const { rows, labels = new Int32Array() } = this.#rowsOf(hidden, batch, positions) // (N, H)
      return { ...maskedLanguageLoss(rows, this.#ids(labels, [labels.length]), this.#head), labels }
    })
  }

  get #head(): Head {
    return { all: new Parameters(this.#parameters), config: this.config }
  }

  /** The rows to score: those of the labelled positions, or all. */
  #rowsOf(
    hidden: Variable,
    { batchSize: B, sequenceLength: S, labels }: MaskedBatch,
    which: 'labelled' | 'all',
  ): { rows: Variable; labels?: Int32Array } {
    const rows = reshape(hidden, [B * S, this.config.hiddenSize]) // (B·S, H)
    if (labels === undefined) return { rows }
    if (which === 'all') return { rows, labels }
    const positions = Int32Array.from(labels.keys()).filter((position) => labels[position] !== IGNORED)
    return {
      rows: gather(rows, this.#ids(positions, [positions.length])), // (N, H)
      labels: positions.map((position) => labels[position] ?? IGNORED),
    }
  }

  #encode(batch: MaskedBatch, step: DropoutStep | undefined): Variable {
    const { all } = this.#head
    const shape = [batch.batchSize, batch.sequenceLength]
    const padded = batch.attentionMask.includes(0)
    const mask = padded ? this.#ids(batch.attentionMask, shape) : undefined // (B, S)
    let hidden = embed(
      this.#ids(batch.inputIds, shape),
      this.#ids(batch.tokenTypeIds, shape),
      all,
      this.config,
      step,
    )
    for (let number = 0; number < this.config.numHiddenLayers; number++)
      hidden = encoderLayer(hidden, mask, all, number, this.config, step) // (B, S, H)
    return hidden
  }

  #ids(values: Int32Array, shape: Shape) {
    return tensor(values, { shape, device: this.device })
  }

  /** Lets go of the parameters' memory. */
  dispose(): void {
    disposeOf(this.#parameters)
  }

  *[holds]() {
    yield* this.#parameters.values()
  }
}
