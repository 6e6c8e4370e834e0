import { loadTokenizer, memoryStorage, type Tokenizer } from '@cloze/mlm'
import { describe, expect, test } from 'vitest'
import fixture from '../../fixtures/word-level.json' with { type: 'json' }

for (const { lowerCase, tokenizerJson, texts } of fixture.cases)
  describe(`a tokenizer.json that Hugging Face wrote, lowerCase ${lowerCase}`, () => {
    test.each(texts)('gives the ids that Hugging Face gives for $text', async ({ text, ids, sequence }) => {
      const tokenizer = await load(tokenizerJson)
      expect([...tokenizer.encode(text)]).toEqual(ids)
      expect([...tokenizer.sequence(tokenizer.encode(text), 64)]).toEqual(sequence)
    })

    test('is written back with the same meaning', async () => {
      const tokenizer = await load(tokenizerJson)
      const written: unknown = JSON.parse(tokenizer.files()['tokenizer.json'])
      expect(written).toEqual(tokenizerJson)
    })
  })

function load(tokenizerJson: unknown): Promise<Tokenizer> {
  const storage = memoryStorage()
  return storage
    .write('tokenizer.json', new TextEncoder().encode(JSON.stringify(tokenizerJson)))
    .then(() => loadTokenizer(storage))
}
