import { memoryStorage, pretrain, type Source, sequences, trainWordLevel } from '@cloze/mlm'
import { createCpu, liveTensors } from '@cloze/tensor'
import { expect, test } from 'vitest'

const tokenizer = trainWordLevel(['the cat sat on the mat'], { vocabularySize: 10 })
const read = (texts: string[]) => sequences(tokenizer, texts, 16)
const source: Source = {
  tokenizer,
  training: read(['the cat sat', 'on the mat', 'the mat']),
  validation: read(['the cat sat on the mat']),
  longest: 16,
}
const options = {
  model: {
    hiddenSize: 4,
    numHiddenLayers: 1,
    numAttentionHeads: 1,
    intermediateSize: 4,
    maxPositionEmbeddings: 16,
  },
  steps: 7,
  batchSize: 2,
  learningRate: 1e-3,
  warmup: 1,
  seed: 1,
}

test('the log has a line for each report and each validation, in the order of the steps', async () => {
  const out = memoryStorage()
  const { model } = await pretrain({
    ...options,
    source,
    out,
    device: createCpu(),
    logEvery: 3,
    evaluateEvery: 6,
  })
  model.dispose()
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
    await expect(pretrain({ ...options, source: empty, out, device: createCpu() })).rejects.toThrow(
      `the 1 sequences of the ${part} part have no token to predict`,
    )
    expect(liveTensors()).toBe(before)
    expect(await out.exists('metrics.jsonl')).toBe(false)
  },
)
