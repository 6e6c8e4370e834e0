import { parameter, type Variable } from '@cloze/autograd'
import { BertForMaskedLM, loadPretrained } from '@cloze/bert'
import {
  bertFor,
  loadTokenizer,
  memoryStorage,
  type PretrainOptions,
  pretrain,
  type Source,
  saveTokenizer,
  strategyNamed,
} from '@cloze/mlm'
import { sequences } from '@cloze/mlm/data'
import { MaskingError } from '@cloze/mlm/masking'
import { trainWordLevel } from '@cloze/mlm/tokenizer'
import type { MaskedLanguageModel } from '@cloze/mlm/training'
import {
  createCpu,
  crossEntropy,
  disposeOf,
  liveTensors,
  mul,
  square,
  sum,
  tensor,
  zeros,
} from '@cloze/tensor'
import { expect, test } from 'vitest'

const tokenizer = trainWordLevel(['the cat sat on the mat'], { vocabularySize: 10 })
const read = (texts: string[]) => sequences(tokenizer, texts, 16)
const source: Source = {
  tokenizer,
  training: read(['the cat sat', 'on the mat', 'the mat']),
  validation: read(['the cat sat on the mat']),
  longest: 16,
}
const size = {
  hiddenSize: 4,
  numHiddenLayers: 1,
  numAttentionHeads: 1,
  intermediateSize: 4,
  maxPositionEmbeddings: 16,
}
const options = {
  source,
  steps: 7,
  batchSize: 2,
  learningRate: 1e-3,
  warmup: 1,
  seed: 1,
}

/** A run from new weights, whose model is let go of. */
async function run(given: Omit<PretrainOptions, 'model'>, settings: Parameters<typeof bertFor>[1] = size) {
  const model = bertFor(given.source.tokenizer, settings, { device: createCpu(), seed: given.seed })
  return pretrain({ ...given, model }).finally(() => model.dispose())
}

test('the log has a line for each report and each validation, in the order of the steps', async () => {
  const out = memoryStorage()
  await run({ ...options, out, logEvery: 3, evaluateEvery: 6 })
  const lines = new TextDecoder()
    .decode(await out.read('metrics.jsonl'))
    .trim()
    .split('\n')
  const found = lines.map((line) => JSON.parse(line))
  expect(found.map(({ step }) => step)).toEqual([1, 3, 6, 6, 7, 7])
  expect(found.map((line) => 'validationLoss' in line)).toEqual([false, false, false, true, false, true])
  expect(Object.keys(found[0])).toEqual([
    ...['step', 'loss', 'accuracy', 'learningRate', 'gradientNorm', 'tokensPerSecond'],
  ])
})

test.for(['training', 'validation'] as const)(
  'a %s part with nothing to predict is an error before the training, and leaves nothing',
  async (part) => {
    const before = liveTensors()
    const out = memoryStorage()
    const empty = { ...source, [part]: read(['zwei fremde Worte']) }
    await expect(run({ ...options, source: empty, out })).rejects.toThrow(
      `the 1 sequences of the ${part} part have no token to predict`,
    )
    expect(liveTensors()).toBe(before)
    expect(await out.exists('metrics.jsonl')).toBe(false)
  },
)

test('the id of the padding that is written is the tokenizer’s, whatever the model’s settings say', async () => {
  const shuffled = memoryStorage()
  await saveTokenizer(shuffled, tokenizer)
  const json = JSON.parse(new TextDecoder().decode(await shuffled.read('tokenizer.json')))
  const swap = (id: number) => (id === 0 ? 3 : id === 3 ? 0 : id)
  for (const [token, id] of Object.entries<number>(json.model.vocab)) json.model.vocab[token] = swap(id)
  for (const added of json.added_tokens) added.id = swap(added.id)
  for (const each of Object.values<{ ids: number[] }>(json.post_processor.special_tokens))
    each.ids = each.ids.map(swap)
  await shuffled.write('tokenizer.json', new TextEncoder().encode(JSON.stringify(json)))
  const other = await loadTokenizer(shuffled)
  const out = memoryStorage()
  const others = {
    ...source,
    tokenizer: other,
    training: sequences(other, ['the cat sat', 'on the mat'], 16),
    validation: sequences(other, ['the cat sat on the mat'], 16),
  }
  await run({ ...options, source: others, steps: 1, out }, { ...size, padTokenId: 7 })
  expect(other.special.pad).toBe(3)
  expect(JSON.parse(new TextDecoder().decode(await out.read('config.json')))).toMatchObject({
    pad_token_id: 3,
    vocab_size: other.vocabularySize,
  })
})

test('a run that diverged writes nothing over the model that is there, even where it was stopped', async () => {
  const out = memoryStorage()
  await run({ ...options, out })
  const files = ['config.json', 'model.safetensors', 'tokenizer.json', 'trainer.json']
  const read = () => Promise.all(files.map((file) => out.read(file)))
  const before = await read()
  const diverging = { ...options, out, learningRate: 1e38, warmup: 0 }
  await expect(run(diverging)).rejects.toThrow(
    /^the loss is (NaN|Infinity) at step 2 \(it was .* at step 1\)/,
  )
  const controller = new AbortController()
  const stopped = run({
    ...diverging,
    logEvery: 100,
    signal: controller.signal,
    hooks: [{ onStep: ({ step }) => (step === 3 ? controller.abort() : undefined) }],
  })
  await expect(stopped).rejects.toThrow(/ holds \d+ values of .*the model isn't written$/)
  expect(await read()).toEqual(before)
})

test('any model that can be trained and saved is pre-trained', async () => {
  const weight = parameter(tensor([0.5]), 'weight')
  const out = memoryStorage()
  const model: MaskedLanguageModel = {
    parameters: () => new Map([['weight', weight]]),
    // Every word as likely as the others, whatever it sees.
    loss({ labels }, { training }) {
      const asked = labels.filter((label) => label >= 0)
      const logits = mul(weight, zeros([asked.length, tokenizer.vocabularySize]))
      const loss = training ? sum<Variable>(square(weight)) : crossEntropy(logits, tensor(asked))
      return { loss, logits, labels: asked, count: asked.length }
    },
    size: () => ({ examples: 1, tokens: 1 }),
    save: (files) => files.write('config.json', new TextEncoder().encode('{}')),
  }
  const { steps } = await pretrain({ ...options, model, out, evaluateEvery: 3 })
  expect(steps).toBe(options.steps)
  expect(await weight.item()).toBeLessThan(0.5)
  for (const name of ['config.json', 'tokenizer.json', 'trainer.json', 'metrics.jsonl'])
    expect(await out.exists(name), name).toBe(true)
  disposeOf(weight)
})

test('the model that is given is trained itself, with the bits of one that is built from its config', async () => {
  const device = createCpu()
  const [given, out] = [bertFor(tokenizer, size, { device, seed: 5 }), memoryStorage()]
  const name = 'bert.embeddings.word_embeddings.weight'
  const valuesOf = (model: BertForMaskedLM) => model.parameters().get(name)?.data()
  const before = await valuesOf(given)
  const { sha256 } = await pretrain({ ...options, model: given, out })
  const [after, saved] = [await valuesOf(given), await loadPretrained(out)]
  expect(after).not.toEqual(before)
  expect(await valuesOf(saved)).toEqual(after)

  const built = new BertForMaskedLM(given.config, { device, seed: 5 })
  expect(await valuesOf(built)).toEqual(before)
  const again = await pretrain({ ...options, model: built, out: memoryStorage() })
  expect(again.sha256).toBe(sha256)

  // and a second run goes on from where the first was
  const { sha256: further } = await pretrain({ ...options, model: given, out })
  expect(further).not.toBe(sha256)
  for (const model of [given, saved, built]) model.dispose()
})

test('an option that there is not is an error that names the one that was meant, before anything is written', async () => {
  const [out, steps] = [memoryStorage(), { stepz: 7 }]
  await expect(run({ ...options, ...steps, out })).rejects.toThrow(
    new TypeError('pretrain: there is no option stepz; did you mean steps?'),
  )
  const masking = { strategy: strategyNamed('random'), rat: 0.3 }
  await expect(run({ ...options, masking, out })).rejects.toThrow(
    new MaskingError('masking: there is no option rat; did you mean rate?'),
  )
  expect(await out.exists('metrics.jsonl')).toBe(false)
})
