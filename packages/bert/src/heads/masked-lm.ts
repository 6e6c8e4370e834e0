import type { Variable } from '@cloze/autograd'
import { crossEntropy, gather, linear, linearCrossEntropy, reshape, scope, tensor } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import { BatchError, IGNORE_INDEX, type MaskedBatch } from '../batch.ts'
import type { BatchLayout } from '../batch-layout.ts'
import { type BertConfig, type BertSettings, bertConfig } from '../config.ts'
import { encoder } from '../encoder.ts'
import { normal, zeros } from '../initialisation.ts'
import { type DropoutStep, dense, layerNorm } from '../layers.ts'
import { module, namedParameters, namesIn, namesOf, Parameter } from '../module.ts'
import { type EncoderOutputs, type OutputOptions, outputsOf } from '../outputs.ts'
import type { ParameterValues } from '../parameter-values.ts'
import { BertPretrainedModel, type ModelOptions } from '../pretrained-model.ts'
import type { Loaded, OpenOptions, WeightsFile } from '../weights.ts'
import { resolveTiedDecoder } from './tied-decoder.ts'

// B batch · S sequence · N rows with logits · H hidden · h heads · V vocabulary

/** Where scores are wanted, what else is to be given, and what is dropped. */
export interface ForwardOptions extends OutputOptions {
  /** Logits at the labelled positions alone, which is far less work in training, or at all of them. */
  readonly logits: 'labelled' | 'all'
}

/** What `BertForMaskedLM.forward` gives: scores over the vocabulary, and the loss where there are labels. */
export interface MaskedLanguageOutput extends EncoderOutputs {
  /** (N, V), for the N labelled positions in the order of the batch, or for all B·S of them. */
  readonly logits: Variable
  /** The mean cross-entropy over the labels, in nats; with labels alone. */
  readonly loss?: Variable
  /** The labels of the rows of `logits`, with −100 at those that have none. */
  readonly labels?: Int32Array
}

/** Where the loss is computed, and what is dropped. */
export interface LossOptions {
  /** Logits are computed at the labelled positions alone, or at all of them. */
  readonly positions: 'labelled' | 'all'
  /** Drops cells, as in training; leave it out and nothing is dropped. */
  readonly dropout?: DropoutStep | undefined
}

/** What `BertForMaskedLM.loss` gives: the loss, and what the accuracy is counted from. */
export interface MaskedLanguageLoss {
  /** The mean cross-entropy over the labels, in nats. */
  readonly loss: Variable
  /** (N), int32: the likeliest token at the labelled positions in the order of the batch, or at all of them. */
  readonly predictions: Variable
  /** The labels of these positions, with −100 at those that have none. */
  readonly labels: Int32Array
}

/** Tensors of ordinary BERT checkpoints that the model has no use for. */
const unused =
  /^(bert\.pooler\.dense\.(weight|bias)|cls\.seq_relationship\.(weight|bias)|bert\.embeddings\.position_ids)$/

/**
 * The head: each row once more through a dense layer and a norm, and what the decoder makes logits of it with.
 * @param words the word embeddings, which are the decoder's weight where it is tied to them
 */
function predictionHead(config: BertConfig, words: Parameter) {
  const { hiddenSize: H, vocabSize: V } = config
  const bias = new Parameter([V], zeros)
  return module(
    {
      bias,
      transform: { dense: dense(H, H, config.hiddenAct), LayerNorm: layerNorm(H, config.layerNormEps) },
      decoder: { weight: config.tieWordEmbeddings ? words : new Parameter([V, H], normal), bias },
    },
    (p, rows: Variable) => {
      const transformed = p.transform.LayerNorm(p.transform.dense(rows)) // (N, H)
      return [transformed, p.decoder.weight, p.bias] as const // (N, H), (V, H), (V)
    },
  )
}

function maskedLanguageModel(config: BertConfig) {
  const bert = encoder(config)
  const words = bert.parts.embeddings.parts.word_embeddings.parts.weight
  const head = predictionHead(config, words)
  return { bert, words, head, parts: { bert, cls: { predictions: head } } }
}

/**
 * BERT with the masked-language-modelling head, with the names and numerics of transformers' BertForMaskedLM.
 * Devlin et al. 2018.
 * @example
 * const model = new BertForMaskedLM({ ...sizes.tiny, vocabSize: 1000 }, { seed: 1 })
 * const { logits, loss } = model.forward(batch, { logits: 'labelled', dropout: { seed: 1, step: 0 } })
 * logits.shape // [1, 1000]
 * await loss?.value.item() // 6.997
 */
export class BertForMaskedLM extends BertPretrainedModel {
  /** Of BertForPreTraining, the next-sentence head is left out. */
  static readonly architectures = ['BertForMaskedLM', 'BertForPreTraining'] as const
  override readonly architecture = 'BertForMaskedLM'
  readonly #model: ReturnType<typeof maskedLanguageModel>

  /**
   * @param config what it is built of; a setting left out has Hugging Face's default
   * @param values of all parameters, by name; drawn anew where left out
   * @throws ConfigError; PretrainedError that names values that are missing, unexpected or of a wrong length; RangeError on a
   * seed that is none
   */
  constructor(config: BertConfig | BertSettings, options: ModelOptions = {}, values?: ParameterValues) {
    const checked = bertConfig(config)
    const model = maskedLanguageModel(checked)
    super(checked, model.parts, { ...options, prefix: '' }, values)
    this.#model = model
  }

  /**
   * The model in a file; of the pooler and of the next-sentence head nothing is read. A decoder that differs from the word
   * embeddings is kept as it is, whatever `tie_word_embeddings` says.
   * @throws PretrainedError that names what is missing, left over, of another shape or dtype, or no finite number
   */
  static open(file: WeightsFile, config: BertConfig, options: OpenOptions): Loaded<BertForMaskedLM> {
    const { parts, words, head } = maskedLanguageModel({ ...config, tieWordEmbeddings: false })
    const names = namesOf(parts)
    const collected = file.collect(names, unused)
    const decoder = { words, decoder: head.parts.decoder.weight, bias: head.parts.bias }
    const { tied, notes } = resolveTiedDecoder(file, collected, names, decoder, config)
    const found = { ...config, tieWordEmbeddings: tied }
    const values = file.complete(collected, namedParameters(maskedLanguageModel(found).parts).keys())
    return {
      model: new BertForMaskedLM(found, options, values),
      notes: [...notes, ...file.leftOut(collected, 'a masked language model')],
    }
  }

  /** An untied decoder's bias has a second name, from which alone transformers 5 takes it. */
  override stateDict(): ReadonlyMap<string, Variable> {
    const parameters = new Map(this.parameters())
    if (this.config.tieWordEmbeddings) return parameters
    const [own, ...others] = namesIn(namesOf(this.#model.parts), this.#model.head.parts.bias)
    const bias = parameters.get(own)
    for (const other of others) if (bias) parameters.set(other, bias)
    return parameters
  }

  /**
   * Logits of every token of the vocabulary, and the loss where there are labels.
   * @param batch B sequences of S tokens
   * @param options.logits at which positions logits are wanted
   * @param options.outputHiddenStates whether to give the hidden states of every layer; not where left out
   * @param options.outputAttentions whether to give the attention probabilities of every layer; not where left out
   * @param options.dropout drops cells, as in training; nothing is dropped where left out
   * @throws BatchError on ids out of range, a sequence that is too long, arrays of the wrong length; TypeError where logits
   * at labelled positions are asked for, and nothing is labelled
   */
  forward(batch: MaskedBatch, { logits: which, ...options }: ForwardOptions): MaskedLanguageOutput {
    if (which === 'labelled' && batch.labels === undefined)
      throw new TypeError("forward: logits: 'labelled' needs labels in the batch; or ask for 'all'")
    return scope(() => {
      const { all, layout, outputs } = this.#encode(batch, which, options) // (B·S, H), or (T, H)
      const logitsOf = (rows: Variable) => scope(() => linear(...this.bind(this.#model.head)(rows))) // (N, H) → (N, V)
      if (batch.labels === undefined) return { logits: logitsOf(all), ...outputs }
      const { rows, labels } = this.#rows(all, batch.labels, which, layout) // (N, H)
      const logits = logitsOf(rows) // (N, V)
      return { logits, labels, loss: crossEntropy(logits, this.#ids(labels)), ...outputs }
    })
  }

  /**
   * The loss alone, for training: faster than `forward`, and in far less memory, since it keeps no logits.
   * @throws BatchError on ids out of range, a sequence that is too long, arrays of the wrong length, no labels
   */
  loss(batch: MaskedBatch, { positions, dropout }: LossOptions): MaskedLanguageLoss {
    const given = batch.labels
    if (given === undefined) throw new BatchError('loss: needs labels in the batch')
    return scope(() => {
      const { all, layout } = this.#encode(batch, positions, { dropout }) // (B·S, H), or (T, H)
      const { rows, labels } = this.#rows(all, given, positions, layout) // (N, H)
      const targets = this.#ids(labels) // (N)
      return { ...scope(() => linearCrossEntropy(...this.bind(this.#model.head)(rows), targets)), labels }
    })
  }

  /** The encoder's output, row by row, and what else is asked for. */
  #encode(batch: MaskedBatch, which: 'labelled' | 'all', options: OutputOptions) {
    const pass = this.pass(batch, which === 'all', options)
    const encoded = this.bind(this.#model.bert)(pass) // (…, H)
    const hidden = encoded.lastHiddenState
    const { hiddenSize: H } = this.config
    const all = reshape(hidden, [sizeOf(hidden.shape) / H, H]) // (B·S, H), or (T, H)
    return { all, layout: pass.layout, outputs: outputsOf(encoded, pass.layout, options) }
  }

  /** Of all rows those with logits, of the labelled positions or all, and their labels. */
  #rows(all: Variable, labels: Int32Array, which: 'labelled' | 'all', layout: BatchLayout) {
    if (which === 'all') return { rows: all, labels }
    const positions = Int32Array.from(labels.keys()).filter((position) => labels[position] !== IGNORE_INDEX)
    const rowIndices = positions.map((position) => layout.rowOf(position))
    return {
      rows: gather(all, this.#ids(rowIndices)), // (N, H)
      labels: positions.map((position) => labels[position] ?? IGNORE_INDEX),
    }
  }

  #ids(values: Int32Array) {
    return tensor(values, { device: this.device })
  }
}
