import { BertForMaskedLM } from '@cloze/bert'
import { fillMask, wordLevel } from '@cloze/mlm'
import { reference } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { afterAll, expect } from 'vitest'

const words = ['the', 'cat', 'sees', 'a', 'dog']
const tokenizer = wordLevel(words)
const settings = {
  vocabSize: tokenizer.vocabularySize,
  hiddenSize: 8,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 8,
  maxPositionEmbeddings: 12,
}
const model = new BertForMaskedLM(settings, { seed: 1, device: reference })
afterAll(() => model.dispose())

const texts = fc
  .array(fc.constantFrom(...words, '[MASK]'), { minLength: 1, maxLength: 9 })
  .filter((all) => all.includes('[MASK]'))

test.prop([texts], { numRuns: 20 })(
  'each mask has the whole distribution, the likeliest first, each in the text with this mask filled alone',
  async (parts) => {
    const filled = await fillMask(model, tokenizer, parts.join(' '), { topK: 100 })
    const places = [...parts.keys()].filter((place) => parts[place] === '[MASK]')
    expect(filled).toHaveLength(places.length)
    filled.forEach((fillings, mask) => {
      expect(fillings).toHaveLength(tokenizer.vocabularySize)
      expect(fillings.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5)
      const scores = fillings.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      for (const { token_str, sequence } of fillings)
        expect(sequence).toBe(parts.with(places[mask] ?? -1, token_str).join(' '))
    })
  },
)

test('a text without a mask, or longer than the model takes, is an error that says so', async () => {
  await expect(fillMask(model, tokenizer, 'the cat')).rejects.toThrow('the text has no [MASK] to fill')
  await expect(fillMask(model, tokenizer, '[MASK] '.repeat(11))).rejects.toThrow(
    'the text has 11 tokens; with [CLS] and [SEP], the model takes 12',
  )
})
