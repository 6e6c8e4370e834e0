/** Wherever a seed is given, one that is none is refused at the call, before anything is made. */
import { BertForMaskedLM } from '@cloze/bert'
import {
  evaluationBatches,
  grammarSource,
  memoryCorpus,
  splitCorpus,
  train,
  trainingBatches,
} from '@cloze/mlm'
import { augmenter } from '@cloze/mlm/augmentation'
import { grammarSequences, grammarTokenizer } from '@cloze/mlm/data'
import { dropoutKey, liveTensors } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

const tokenizer = grammarTokenizer()
const batchOptions = (seed: number) => ({
  sequences: grammarSequences(tokenizer, { seed: 1, stream: 'training', count: 4 }),
  batchSize: 2,
  masking: { tokenizer },
  seed,
})
const unreachable = () => expect.unreachable()
const nothing = { parameters: () => new Map(), loss: unreachable, size: unreachable }
const options = { batches: [], steps: 1, optimizer: unreachable, schedule: unreachable }
const size = { vocabSize: 9, hiddenSize: 4, numAttentionHeads: 1, numHiddenLayers: 1, intermediateSize: 4 }

const calls: Readonly<Record<string, (seed: number) => unknown>> = {
  grammarSource,
  grammarSequences: (seed) => grammarSequences(tokenizer, { seed, stream: 'training' }),
  trainingBatches: (seed) => trainingBatches(batchOptions(seed)),
  evaluationBatches: (seed) => evaluationBatches(batchOptions(seed)),
  train: (seed) => train(nothing, { ...options, seed }),
  augmenter: (seed) => augmenter({ names: ['swap'], rate: 0.1, seed }),
  splitCorpus: (seed) => splitCorpus(memoryCorpus(['one', 'two']), { seed, validationShare: 0.5 }),
  BertForMaskedLM: (seed) => new BertForMaskedLM(size, { seed }),
  dropoutKey: (seed) => dropoutKey(seed, 0, 'here'),
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  test.each([2 ** 53, 0.5, Number.NaN])('refuses the seed %s', async (seed) => {
    const before = liveTensors()
    await expect(async () => call(seed)).rejects.toThrow(
      new RangeError(`a seed must be a whole number from -9007199254740991 to 9007199254740991, not ${seed}`),
    )
    expect(liveTensors()).toBe(before)
  })
})
