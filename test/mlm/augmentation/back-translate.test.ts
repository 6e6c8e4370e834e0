import {
  AugmentationMeter,
  augmenter,
  backTranslate,
  httpTranslator,
  type Translator,
} from '@cloze/mlm/augmentation'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'
import { specialIn, texts } from './arbitraries.ts'
import { dictionaryServer, translateWords } from './dictionary-server.ts'

const dictionary: Translator = {
  name: 'dictionary',
  translate: async (parts, from, to) => parts.map((part) => translateWords(part, from, to)),
}
const drawn = (documents: readonly string[]) => ({
  rate: 0.1,
  streams: documents.map((_, index) => random(index)),
})

describe('back-translation', () => {
  test('says the same in other words, and is measured', async () => {
    await using server = await dictionaryServer()
    const copies = augmenter({
      names: ['back-translate'],
      rate: 0.1,
      seed: 1,
      resources: {
        backTranslation: { translator: httpTranslator(server.url), from: 'en', to: ['de'] },
      },
    })
    const [document] = [{ text: 'the big dog sees a small [MASK] near Berlin.', label: 1 }]
    const [copy] = await copies([document], { epoch: 0 })
    expect(copy).toEqual({ text: 'the large dog spots a little [MASK] near Berlin.', label: 1 })
    const measure = new AugmentationMeter()
    measure.add(document.text, [copy?.text ?? ''])
    const { contentOverlap, editDistance } = measure.statistics()
    expect(editDistance).toBeCloseTo(3 / 8, 12)
    expect(contentOverlap).toBeCloseTo(3 / 6, 12) // dog, near and Berlin stay
    expect(server.questions.map(({ source, target }) => `${source}-${target}`)).toEqual(['en-de', 'de-en'])
  })

  test.prop([fc.array(texts, { maxLength: 5 })])(
    'leaves special tokens where they are',
    async (documents) => {
      const change = backTranslate({ translator: dictionary, from: 'en', to: ['de'] })
      const found = await change(documents, drawn(documents))
      expect(found.map(specialIn)).toEqual(documents.map(specialIn))
      for (const text of found) expect(text).not.toMatch(/Hund|Katze|groß/)
    },
  )

  test('gives each text one of several languages, by its stream', async () => {
    const tongues: Translator = {
      name: 'tongues',
      translate: async (parts, from, to) => parts.map((part) => (to === 'en' ? `${part} by ${from}` : part)),
    }
    const documents = Array.from({ length: 30 }, () => 'a dog')
    const change = backTranslate({ translator: tongues, from: 'en', to: ['de', 'fr'] })
    const found = await change(documents, drawn(documents))
    expect(new Set(found)).toEqual(new Set(['a dog by de', 'a dog by fr']))
    expect(await change(documents, drawn(documents))).toEqual(found)
  })

  test.each([[['en']], [[]]])('refuses to go by %j', (to) => {
    expect(() => backTranslate({ translator: dictionary, from: 'en', to })).toThrow('name other languages')
  })

  test('refuses a translator that loses a text', async () => {
    const change = backTranslate({
      translator: { name: 'loser', translate: async () => [] },
      from: 'en',
      to: ['de'],
    })
    await expect(change(['a dog'], drawn(['a dog']))).rejects.toThrow(
      'translator loser: 0 translations of 1 texts; each text has one',
    )
  })
})
