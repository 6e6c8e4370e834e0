import { parameter, type Variable } from '@cloze/autograd'
import { cpu, type Device, disposeOf, type Holder, holds, random, tensor } from '@cloze/tensor'
import { checkBatch, type MaskedBatch } from './batch.ts'
import { layoutOf } from './batch-layout.ts'
import type { BertConfig } from './config.ts'
import type { Pass } from './layers.ts'
import { type Module, type Names, namesIn, namesOf, type Parts } from './module.ts'
import type { OutputOptions } from './outputs.ts'
import { checkValues, type ParameterValues, valuesFor } from './parameter-values.ts'

/** What every model has, whatever is on top of its encoder. */
export interface PretrainedModel {
  /** What `architectures` in its config.json says: the name of the class in transformers. */
  readonly architecture: string
  readonly config: BertConfig
  /** Where the parameters are and the model runs. */
  readonly device: Device
  /** By Hugging Face's names, in a fixed order; one that is shared is listed once. */
  parameters(): ReadonlyMap<string, Variable>
  /** What its file holds: the parameters, and those again that transformers looks for under a second name. */
  stateDict(): ReadonlyMap<string, Variable>
  /** Lets go of the parameters' memory. */
  dispose(): void
}

/** Where a new model is, and what it starts from. */
export interface ModelOptions {
  /** Where the parameters are and the model runs; `cpu` where left out. */
  readonly device?: Device
  /** What the initial parameters follow from; 0 where left out. */
  readonly seed?: number
}

/**
 * What a model computes with in place of a parameter; the parameter itself where it is to be used as it is.
 * It is asked in every forward pass, each time that the parameter is needed, within the pass's scope.
 * @example
 * // low-rank adaptation (Hu et al. 2021): W + B·A, with W frozen
 * const [A, B] = [parameter(full([2, 8], 0.1)), parameter(zeros([8, 2]))]
 * const adapted = 'bert.encoder.layer.0.attention.self.query.weight'
 * model.parameterView = (name, W) => (name === adapted ? add(W.value, matmul(B, A)) : W)
 * model.forward(batch, { logits: 'all' }).logits.shape[0] // 6
 */
export type ParameterView = (name: string, parameter: Variable) => Variable

/**
 * What every model extends: its parameters, and how the modules in it find them. A head of your own is a class on it, made
 * of `encoder` and of the head's layers.
 * @example
 * class Tagger extends BertPretrainedModel {
 *   readonly architecture = 'BertForTokenClassification'
 *   readonly #parts: ReturnType<typeof Tagger.parts>
 *   static parts = (config: BertConfig) => ({ bert: encoder(config), classifier: dense(config.hiddenSize, 5) })
 *   constructor(settings: BertSettings, values?: ParameterValues) {
 *     const config = bertConfig(settings)
 *     const parts = Tagger.parts(config)
 *     super(config, parts, { prefix: '' }, values)
 *     this.#parts = parts
 *   }
 *   forward(given: MaskedBatch): Variable {
 *     const pass = this.pass(given, true, {})
 *     const { lastHiddenState } = this.bind(this.#parts.bert)(pass) // (B, S, H)
 *     return this.bind(this.#parts.classifier)(lastHiddenState) // (B, S, 5)
 *   }
 * }
 * new Tagger({ ...sizes.tiny, vocabSize: 1000 }).forward(batch).shape // [2, 3, 5]
 */
export abstract class BertPretrainedModel implements PretrainedModel, Holder {
  abstract readonly architecture: string
  readonly config: BertConfig
  readonly device: Device
  /** What stands in for parameters in forward passes, as an adapter does; nothing does where undefined. */
  parameterView: ParameterView | undefined
  readonly #names: Names
  readonly #parameters: ReadonlyMap<string, Variable>

  /**
   * @param parts what the model is made of
   * @param values of all parameters, by name; drawn anew where left out
   * @param options.prefix what stands before a name in a model with a head: an encoder alone draws what it draws there
   * @throws PretrainedError on values that are not those of the parameters, RangeError on a seed that is none
   */
  protected constructor(
    config: BertConfig,
    parts: Parts,
    { device = cpu, seed = 0, prefix }: ModelOptions & { readonly prefix: string },
    values: ParameterValues | undefined,
  ) {
    this.config = config
    this.device = device
    this.#names = namesOf(parts)
    if (values) checkValues(this.#names, values)
    const made = new Map<string, Variable>()
    for (const [declared, [name]] of this.#names) {
      const { shape, initial } = declared
      const start = values
        ? valuesFor(values, name)
        : initial(shape, {
            stream: random(seed, 'initialise', prefix + name),
            deviation: config.initializerRange,
          })
      made.set(name, parameter(tensor(start, { shape, device }), name))
    }
    this.#parameters = made
  }

  /** By Hugging Face's names, in a fixed order; one that is shared is listed once. */
  parameters(): ReadonlyMap<string, Variable> {
    return this.#parameters
  }

  stateDict(): ReadonlyMap<string, Variable> {
    return this.#parameters
  }

  /** The function of a module that is part of the model, over the model's parameters as `parameterView` shows them. */
  protected bind<Forward>(module: Module<Forward>): Forward {
    return module.bind((declared) => {
      const [name] = namesIn(this.#names, declared)
      const found = this.#parameters.get(name)
      if (found === undefined) throw new Error(`bind: the model has no parameter ${name}`)
      return this.parameterView?.(name, found) ?? found
    })
  }

  /**
   * A batch as a forward pass takes it.
   * @param everyPosition whether there is to be an output at padding too
   * @throws BatchError
   */
  protected pass(
    batch: MaskedBatch,
    everyPosition: boolean,
    { dropout, outputAttentions = false }: OutputOptions,
  ): Pass {
    checkBatch(batch, this.config)
    return { layout: layoutOf(batch, this.device, everyPosition), dropout, outputAttentions }
  }

  dispose(): void {
    disposeOf(this.#parameters)
  }

  *[holds]() {
    yield* this.#parameters.values()
  }
}
