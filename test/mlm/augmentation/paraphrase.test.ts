import { BertForMaskedLM } from '@cloze/bert'
import { paraphrase, splitWords } from '@cloze/mlm/augmentation'
import { grammarTokenizer } from '@cloze/mlm/data'
import { createCpu, random } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'

const tokenizer = grammarTokenizer()
const device = createCpu({ threads: 1 })
const model = new BertForMaskedLM(
  {
    vocabSize: tokenizer.vocabularySize,
    hiddenSize: 16,
    numHiddenLayers: 1,
    numAttentionHeads: 2,
    intermediateSize: 32,
    maxPositionEmbeddings: 12,
  },
  { device, seed: 3 },
)
afterAll(() => {
  model.dispose()
  device.dispose()
})
const change = paraphrase({ model, tokenizer })
const once = async (text: string, rate: number, seed: number) => {
  const [changed = ''] = await change([text], { rate, streams: [random(seed)] })
  return changed
}
const known = ['the', 'dogs', 'cat', 'near', 'sees', 'laugh']

/** Texts that are longer than the model's twelve positions, too, with words it does not know and masks among them. */
const texts = fc
  .array(fc.constantFrom(...known, 'Berlin', '[MASK]', 'cat,'), { minLength: 1, maxLength: 16 })
  .map((words) => words.join(' '))

describe('paraphrase', () => {
  test.prop([texts, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat()], { numRuns: 30 })(
    'changes as many known words as the rate says, each into another word, and nothing else',
    async (text, rate, seed) => {
      const [before, after] = [splitWords(text), splitWords(await once(text, rate, seed))]
      const fit = before.words.filter((word) => known.includes(word)).length
      const budget = rate === 0 ? 0 : Math.max(1, Math.round(rate * before.words.length))
      expect(after.gaps).toEqual(before.gaps)
      const changed = before.words.filter((word, index) => word !== after.words[index])
      expect(changed).toHaveLength(Math.min(fit, budget))
      expect(changed).not.toContain('Berlin')
      for (const word of after.words) expect([...words, 'Berlin']).toContain(word)
    },
  )

  test.prop([texts, fc.nat()], { numRuns: 10 })(
    'does the same again from the same stream',
    async (text, seed) => {
      expect(await once(text, 0.5, seed)).toBe(await once(text, 0.5, seed))
    },
  )

  test('draws other words from another stream', async () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed)
    const found = await Promise.all(seeds.map((seed) => once('the dogs laugh', 0.3, seed)))
    expect(new Set(found).size).toBeGreaterThan(3)
  })
})

const words = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.token(id))
