import type { Variable } from '@cloze/autograd'
import { gather, reshape, scope, tensor } from '@cloze/tensor'
import { axesOf } from '@cloze/tensor/extend'
import type { MaskedBatch } from './batch.ts'
import { type BertConfig, type BertSettings, bertConfig } from './config.ts'
import { encoder } from './encoder.ts'
import { namedParameters, namesOf } from './module.ts'
import { type EncoderOutputs, type OutputOptions, outputsOf } from './outputs.ts'
import type { ParameterValues } from './parameter-values.ts'
import { pooler } from './pooler.ts'
import { BertPretrainedModel, type ModelOptions } from './pretrained-model.ts'
import type { Loaded, OpenOptions, WeightsFile } from './weights.ts'

// B batch · S sequence · H hidden

/** Where a BertModel runs, what its weights are drawn from, and whether it has a pooler. */
export interface BertModelOptions extends ModelOptions {
  /** Whether there is a pooler; there is where left out, as in transformers. */
  readonly addPoolingLayer?: boolean
}

/** What BertModel gives: the last layer's hidden states, and what else was asked for. */
export interface BertModelOutput extends EncoderOutputs {
  /** (B, S, H) */
  readonly lastHiddenState: Variable
  /** (B, H): tanh of a dense layer of each sequence's first token; where the model has a pooler. */
  readonly poolerOutput?: Variable
}

/** Of checkpoints of transformers' time before 4.31. */
const unused = /^embeddings\.position_ids$/

/** The encoder, and beside its parts the pooler: names without the `bert.` that they have in a model with a head. */
function bertModel(config: BertConfig, addPoolingLayer: boolean) {
  const bert = encoder(config)
  const pool = addPoolingLayer ? pooler(config) : undefined
  return { bert, pool, parts: { ...bert.parts, pooler: pool } }
}

/**
 * BERT's encoder, with the names, numerics and pooler of transformers' BertModel. Devlin et al. 2018.
 * @example
 * const model = new BertModel({ ...sizes.tiny, vocabSize: 1000 }, { seed: 1 })
 * const { lastHiddenState, hiddenStates } = model.forward(batch, { outputHiddenStates: true })
 * lastHiddenState.shape // [2, 3, 128]
 * hiddenStates?.length // 3
 */
export class BertModel extends BertPretrainedModel {
  static readonly architectures = ['BertModel'] as const
  override readonly architecture = 'BertModel'
  readonly #encoder: ReturnType<typeof encoder>
  readonly #pooler: ReturnType<typeof pooler> | undefined

  /**
   * @param config what it is built of; a setting left out has Hugging Face's default
   * @param values of all parameters, by name; drawn anew where left out
   * @throws ConfigError; PretrainedError that names values that are missing, unexpected or of a wrong length; RangeError on a
   * seed that is none
   */
  constructor(
    config: BertConfig | BertSettings,
    { addPoolingLayer = true, ...options }: BertModelOptions = {},
    values?: ParameterValues,
  ) {
    const checked = bertConfig(config)
    const { bert, pool, parts } = bertModel(checked, addPoolingLayer)
    super(checked, parts, { ...options, prefix: 'bert.' }, values)
    this.#encoder = bert
    this.#pooler = pool
  }

  /**
   * The model in a file. One that has no pooler has none here, so that it gives no `poolerOutput`: transformers would
   * draw one at random.
   * @throws PretrainedError
   */
  static open(file: WeightsFile, config: BertConfig, options: OpenOptions): Loaded<BertModel> {
    const addPoolingLayer = file.holds('pooler.')
    const { parts } = bertModel(config, addPoolingLayer)
    const collected = file.collect(namesOf(parts), unused)
    const values = file.complete(collected, namedParameters(parts).keys())
    return {
      model: new BertModel(config, { ...options, addPoolingLayer }, values),
      notes: [
        ...(addPoolingLayer ? [] : [`${file.name}: has no pooler, so the model gives no poolerOutput`]),
        ...file.leftOut(collected, 'an encoder'),
      ],
    }
  }

  /**
   * The encoder's output at every position, padding's among them, whose values mean nothing.
   * @param batch ids of B sequences of S tokens; labels are not looked at
   * @param options.outputHiddenStates whether to give the hidden states of every layer; not where left out
   * @param options.outputAttentions whether to give the attention probabilities of every layer; not where left out
   * @param options.dropout drops cells, as in training; nothing is dropped where left out
   * @throws BatchError on ids out of range, a sequence that is too long, arrays of the wrong length
   */
  forward(batch: MaskedBatch, options: OutputOptions = {}): BertModelOutput {
    return scope(() => {
      const pass = this.pass(batch, true, options)
      const encoded = this.bind(this.#encoder)(pass) // (B, S, H)
      const { lastHiddenState } = encoded
      const outputs = outputsOf(encoded, pass.layout, options)
      if (this.#pooler === undefined) return { lastHiddenState, ...outputs }
      const poolerOutput = this.bind(this.#pooler)(this.#first(lastHiddenState)) // (B, H)
      return { lastHiddenState, poolerOutput, ...outputs }
    })
  }

  /** Each sequence's first row. */
  #first(hidden: Variable): Variable {
    const [B, S, H] = axesOf(hidden.shape, 3)
    const firsts = Int32Array.from({ length: B }, (_, b) => b * S) // (B)
    return gather(reshape(hidden, [B * S, H]), tensor(firsts, { device: this.device })) // (B, H)
  }
}
