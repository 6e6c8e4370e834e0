import { gradients, type Variable } from '@cloze/autograd'
import {
  type BertConfig,
  BertModel,
  BertPretrainedModel,
  type BertSettings,
  bertConfig,
  dense,
  encoder,
  loadConfig,
  type MaskedBatch,
  type ModelOptions,
  type ParameterValues,
  PretrainedError,
  savePretrained,
} from '@cloze/bert'
import { crossEntropy, disposeOf, reshape, scope, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { hostDevices } from '../host-devices.ts'
import { memory } from './memory.ts'

// B batch · S sequence · H hidden · L labels

const LABELS = 3

const partsOf = (config: BertConfig) => ({
  bert: encoder(config),
  classifier: dense(config.hiddenSize, LABELS),
})

/** A head that a user could have written: every name in it is public. */
class Tagger extends BertPretrainedModel {
  override readonly architecture = 'BertForTokenClassification'
  readonly #parts: ReturnType<typeof partsOf>

  constructor(settings: BertSettings, options: ModelOptions = {}, values?: ParameterValues) {
    const config = bertConfig(settings)
    const parts = partsOf(config)
    super(config, parts, { ...options, prefix: '' }, values)
    this.#parts = parts
  }

  forward(batch: MaskedBatch): Variable {
    return scope(() => {
      const { lastHiddenState } = this.bind(this.#parts.bert)(this.pass(batch, true, {})) // (B, S, H)
      return this.bind(this.#parts.classifier)(lastHiddenState) // (B, S, L)
    })
  }
}

const settings = {
  vocabSize: 13,
  hiddenSize: 8,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 12,
  maxPositionEmbeddings: 6,
}
const batch = {
  batchSize: 2,
  sequenceLength: 3,
  inputIds: Int32Array.of(1, 2, 3, 4, 5, 0),
  attentionMask: Int32Array.of(1, 1, 1, 1, 1, 0),
  tokenTypeIds: new Int32Array(6),
}
const tags = Int32Array.of(0, 1, 2, 1, 0, -100)

eachLeavesNoTensor()

describe.each(hostDevices)('a head of one’s own on $name', (device) => {
  test('gives logits of each token', () => {
    const model = new Tagger(settings, { device, seed: 2 })
    const logits = model.forward(batch)
    expect(logits.shape).toEqual([2, 3, LABELS])
    disposeOf([logits, model])
  })

  test('sends gradients to every parameter, through the encoder to the embeddings', async () => {
    const model = new Tagger(settings, { device, seed: 2 })
    const parameters = [...model.parameters()]
    const found = scope(() => {
      const rows = reshape(model.forward(batch), [6, LABELS])
      return gradients(
        crossEntropy(rows, tensor(tags, { device })),
        parameters.map(([, variable]) => variable),
      )
    })
    for (const [index, [name, { shape }]] of parameters.entries()) {
      expect(found[index]?.shape, name).toEqual(shape)
      const values = [...((await found[index]?.data()) ?? [])]
      // to all keys of a query a key's bias adds the same, which softmax takes away
      if (!name.endsWith('key.bias'))
        expect(
          values.some((value) => value !== 0),
          name,
        ).toBe(true)
    }
    expect(parameters.map(([name]) => name)).toContain('bert.embeddings.word_embeddings.weight')
    disposeOf([found, model])
  })
})

describe('a head of one’s own', () => {
  test('takes the weights of an encoder, and has its own drawn', async () => {
    const encoderAlone = new BertModel(settings, { seed: 9, addPoolingLayer: false })
    const fresh = new Tagger(settings, { seed: 2 })
    const values = new Map<string, Float32Array>()
    for (const [name, variable] of fresh.parameters())
      values.set(name, Float32Array.from(await variable.data()))
    for (const [name, variable] of encoderAlone.parameters())
      values.set(`bert.${name}`, Float32Array.from(await variable.data()))
    const model = new Tagger(settings, {}, values)
    const words = 'embeddings.word_embeddings.weight'
    expect(await model.parameters().get(`bert.${words}`)?.data()).toEqual(
      await encoderAlone.parameters().get(words)?.data(),
    )
    disposeOf([model, fresh, encoderAlone])
  })

  test('refuses the weights of an encoder alone, and says what is missing', async () => {
    const fresh = new Tagger(settings)
    const values = new Map<string, Float32Array>()
    for (const [name, variable] of fresh.parameters())
      if (name.startsWith('bert.')) values.set(name, Float32Array.from(await variable.data()))
    fresh.dispose()
    expect(() => new Tagger(settings, {}, values)).toThrow(
      new PretrainedError("the parameters' values: 2 missing keys: classifier.weight, classifier.bias"),
    )
  })

  test('is written as a Hugging Face folder', async () => {
    const model = new Tagger(settings, { seed: 2 })
    const files = memory()
    await savePretrained(files, model)
    expect((await loadConfig(files)).hiddenSize).toBe(8)
    expect(JSON.parse(new TextDecoder().decode(await files.read('config.json'))).architectures).toEqual([
      'BertForTokenClassification',
    ])
    model.dispose()
  })
})
