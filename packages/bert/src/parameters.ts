import type { BertConfig } from './config.ts'

/** The shape of every parameter by its Hugging Face name, in their order. A tied decoder shares the word embeddings. */
export function parameterShapes(config: BertConfig): Map<string, readonly number[]> {
  const { hiddenSize: H, intermediateSize: I, vocabSize: V } = config
  const shapes = new Map<string, readonly number[]>()
  const linear = (name: string, output: number, input: number) => {
    shapes.set(`${name}.weight`, [output, input])
    shapes.set(`${name}.bias`, [output])
  }
  const layerNorm = (name: string) => {
    shapes.set(`${name}.weight`, [H])
    shapes.set(`${name}.bias`, [H])
  }

  const embeddings = 'bert.embeddings'
  shapes.set(`${embeddings}.word_embeddings.weight`, [V, H])
  shapes.set(`${embeddings}.position_embeddings.weight`, [config.maxPositionEmbeddings, H])
  shapes.set(`${embeddings}.token_type_embeddings.weight`, [config.typeVocabSize, H])
  layerNorm(`${embeddings}.LayerNorm`)
  for (let number = 0; number < config.numHiddenLayers; number++) {
    const layer = `bert.encoder.layer.${number}`
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, H, H)
    linear(`${layer}.attention.output.dense`, H, H)
    layerNorm(`${layer}.attention.output.LayerNorm`)
    linear(`${layer}.intermediate.dense`, I, H)
    linear(`${layer}.output.dense`, H, I)
    layerNorm(`${layer}.output.LayerNorm`)
  }
  shapes.set('cls.predictions.bias', [V])
  linear('cls.predictions.transform.dense', H, H)
  layerNorm('cls.predictions.transform.LayerNorm')
  if (!config.tieWordEmbeddings) shapes.set('cls.predictions.decoder.weight', [V, H])
  return shapes
}

/** Finds parameters by name, below a prefix. */
export class Parameters<Value> {
  readonly #all: ReadonlyMap<string, Value>
  readonly #prefix: string

  constructor(all: ReadonlyMap<string, Value>, prefix = '') {
    this.#all = all
    this.#prefix = prefix
  }

  /** Those whose names go on with `name.`. */
  in(name: string): Parameters<Value> {
    return new Parameters(this.#all, `${this.#prefix}${name}.`)
  }

  get(name: string): Value {
    const found = this.#all.get(this.#prefix + name)
    if (found === undefined) throw new Error(`no parameter ${this.#prefix}${name}`)
    return found
  }
}
