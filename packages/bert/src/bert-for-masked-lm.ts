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
  sizeOf,
  tensor,
} from '@cloze/tensor'
import { type Arrangement, arrange } from './arrangement.ts'
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
      made.set(name, parameter(tensor(start, { shape, device }), name))
    }
    this.#parameters = made
  }

  /** By Hugging Face's names, in a fixed order. A tied decoder's weight is the word embeddings', listed once. */
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
      const { rows, labels } = this.#rows(batch, which, step) // (N, H)
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
      const { rows, labels = new Int32Array() } = this.#rows(batch, positions, step) // (N, H)
      return { ...maskedLanguageLoss(rows, this.#ids(labels, [labels.length]), this.#head), labels }
    })
  }

  get #head(): Head {
    return { all: new Parameters(this.#parameters), config: this.config }
  }

  /** The encoder's output at the rows to score: those of the labelled positions, or all. */
  #rows(
    batch: MaskedBatch,
    which: 'labelled' | 'all',
    step: DropoutStep | undefined,
  ): { rows: Variable; labels?: Int32Array } {
    const { labels } = batch
    const labelledAlone = labels !== undefined && which === 'labelled'
    const arrangement = arrange(batch, this.device, !labelledAlone)
    const hidden = this.#encode(arrangement, step) // (…, H)
    const count = sizeOf(hidden.shape) / this.config.hiddenSize
    const rows = reshape(hidden, [count, this.config.hiddenSize]) // (B·S, H), or (T, H)
    if (!labelledAlone) return labels ? { rows, labels } : { rows }
    const positions = Int32Array.from(labels.keys()).filter((position) => labels[position] !== IGNORED)
    const places = positions.map((position) => arrangement.rowOf(position))
    return {
      rows: gather(rows, this.#ids(places, [places.length])), // (N, H)
      labels: positions.map((position) => labels[position] ?? IGNORED),
    }
  }

  #encode(arrangement: Arrangement, step: DropoutStep | undefined): Variable {
    const { all } = this.#head
    let hidden = embed(arrangement, all, this.config, step)
    for (let number = 0; number < this.config.numHiddenLayers; number++)
      hidden = encoderLayer(hidden, arrangement, all, number, this.config, step) // (…, H)
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
