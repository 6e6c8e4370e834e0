import { BertForMaskedLM, BertModel, type ParameterValues, PretrainedError } from '@cloze/bert'
import { reference } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

const settings = {
  vocabSize: 7,
  hiddenSize: 4,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 6,
  maxPositionEmbeddings: 5,
}
const BIAS = 'cls.predictions.bias'
const DECODER_BIAS = 'cls.predictions.decoder.bias'

async function drawn(change: object = {}): Promise<Map<string, Float64Array>> {
  const model = new BertForMaskedLM({ ...settings, ...change }, { device: reference, seed: 5 })
  const values = new Map<string, Float64Array>()
  for (const [name, variable] of model.stateDict()) values.set(name, Float64Array.from(await variable.data()))
  model.dispose()
  return values
}

const refused = (values: ParameterValues, why: string, change: object = {}) =>
  expect(() => new BertForMaskedLM({ ...settings, ...change }, { device: reference }, values)).toThrow(
    new PretrainedError(`the parameters' values: ${why}`),
  )

describe('the values that a model is given', () => {
  test('are its parameters', async () => {
    const values = await drawn()
    const model = new BertForMaskedLM(settings, { device: reference }, values)
    for (const [name, variable] of model.parameters())
      expect(await variable.data(), name).toEqual(values.get(name))
    model.dispose()
  })

  test('are those of all parameters: what is missing is named', async () => {
    const values = await drawn()
    values.delete(BIAS)
    refused(values, `1 missing key: ${BIAS}`)
    expect(() => new BertModel(settings, {}, new Map())).toThrow(
      /^the parameters' values: 23 missing keys: embeddings\.word_embeddings\.weight, [^,]*, [^,]*, …$/,
    )
  })

  test('are of no others: what is unknown is named', async () => {
    refused(
      (await drawn()).set('nonsense', new Float64Array(1)),
      '1 unexpected key: nonsense: the model has none such',
    )
  })

  test('fill the shapes', async () => {
    refused((await drawn()).set(BIAS, new Float64Array(6)), `${BIAS} has 6 values, but [7] has 7`)
  })

  test('of a parameter with two names are the same, or left out under the second', async () => {
    const untied = { tieWordEmbeddings: false }
    const values = await drawn(untied)
    expect(values.has(DECODER_BIAS)).toBe(true)
    new BertForMaskedLM({ ...settings, ...untied }, { device: reference }, values).dispose()
    refused(
      new Map(values).set(DECODER_BIAS, new Float64Array(7).fill(1)),
      `${BIAS} and ${DECODER_BIAS} are one parameter, but their values differ`,
      untied,
    )
    values.delete(DECODER_BIAS)
    new BertForMaskedLM({ ...settings, ...untied }, { device: reference }, values).dispose()
  })

  test('that are wrong in several ways are told of in one line', async () => {
    const values = await drawn()
    values.delete(BIAS)
    refused(
      values.set('nonsense', new Float64Array(1)),
      `1 unexpected key: nonsense: the model has none such; 1 missing key: ${BIAS}`,
    )
  })
})
