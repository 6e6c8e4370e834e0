import { memoryStorage } from '@cloze/mlm'
import {
  AugmentationMeter,
  augmenter,
  backTranslate,
  cachedTranslator,
  httpTranslator,
  type Translator,
  TranslatorError,
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
const quick = { backOff: 1, timeout: 2000 }
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

describe('a translator over HTTP', () => {
  test('sends texts in batches, with the key', async () => {
    await using server = await dictionaryServer()
    const translator = httpTranslator(server.url, { batchSize: 2, apiKey: 'secret' })
    expect(await translator.translate(['dog', 'cat', 'house'], 'en', 'de')).toEqual(['Hund', 'Katze', 'Haus'])
    expect(server.questions).toEqual([
      { q: ['dog', 'cat'], source: 'en', target: 'de', format: 'text', api_key: 'secret' },
      { q: ['house'], source: 'en', target: 'de', format: 'text', api_key: 'secret' },
    ])
  })

  test('asks again after trouble that passes', async () => {
    const headers = { 'retry-after': '0' }
    await using server = await dictionaryServer([{ status: 503 }, { status: 429, headers }, { silent: true }])
    const translator = httpTranslator(server.url, { backOff: 1, timeout: 300 })
    expect(await translator.translate(['dog'], 'en', 'de')).toEqual(['Hund'])
    expect(server.questions).toHaveLength(4)
  })

  test('gives up after so many times, with URL and status', async () => {
    await using server = await dictionaryServer(Array.from({ length: 9 }, () => ({ status: 500 })))
    const translator = httpTranslator(server.url, { ...quick, retries: 2 })
    await expect(translator.translate(['dog'], 'en', 'de')).rejects.toThrow(
      `translator ${server.url}: status 500 Internal Server Error (asked 3 times)`,
    )
    expect(server.questions).toHaveLength(3)
  })

  test.each([
    [{ status: 403, body: '{"error":"no key"}' }, 'status 403 Forbidden: no key; it wants a key'],
    [{ status: 404, body: '<p>' }, 'status 404 Not Found; name the address that takes POST requests'],
    [{ status: 400 }, 'status 400 Bad Request; it should take {"q": […]'],
    [{ body: '<p>hello' }, 'status 200, but the answer is "<p>hello"; it should be {"translatedText": [1'],
    [{ body: '{"translatedText":[]}' }, 'it should be {"translatedText": [1 strings]}'],
  ])('does not ask again after %j', async (trouble, message) => {
    await using server = await dictionaryServer([trouble])
    const asked = httpTranslator(server.url, quick).translate(['dog'], 'en', 'de')
    await expect(asked).rejects.toThrow(message)
    await expect(asked).rejects.toThrow(server.url)
    await expect(asked).rejects.toThrow(TranslatorError)
    expect(server.questions).toHaveLength(1)
  })

  test('says that nobody is there', async () => {
    const server = await dictionaryServer()
    await server[Symbol.asyncDispose]()
    const translator = httpTranslator(server.url, { ...quick, retries: 1 })
    await expect(translator.translate(['dog'], 'en', 'de')).rejects.toThrow(
      `translator ${server.url}: no answer (ECONNREFUSED); is a server there that takes POST requests`,
    )
  })

  test.each(['localhost:5000', 'file:///etc', 'x'])('refuses %s, which is no address', (url) => {
    expect(() => httpTranslator(url)).toThrow(`translator ${url}: is no address of a server`)
  })
})

describe('a translator with a memory', () => {
  test('is asked for each text once, also by a later run', async () => {
    await using server = await dictionaryServer()
    const storage = memoryStorage()
    const first = cachedTranslator(httpTranslator(server.url), storage)
    const again = cachedTranslator(httpTranslator(server.url), storage)
    expect(await first.translate(['dog', 'cat', 'dog'], 'en', 'de')).toEqual(['Hund', 'Katze', 'Hund'])
    expect(await again.translate(['cat', 'house'], 'en', 'de')).toEqual(['Katze', 'Haus'])
    expect(server.questions.map(({ q }) => q)).toEqual([['dog', 'cat'], ['house']])
    expect([first.counts(), again.counts()]).toEqual([
      { asked: 2, known: 0 },
      { asked: 1, known: 1 },
    ])
  })

  test('tells languages and translators apart', async () => {
    const storage = memoryStorage()
    const other = { name: 'other', translate: async () => ['Hündchen'] }
    await cachedTranslator(dictionary, storage).translate(['dog'], 'en', 'de')
    expect(await cachedTranslator(other, storage).translate(['dog'], 'en', 'de')).toEqual(['Hündchen'])
    expect(await cachedTranslator(dictionary, storage).translate(['dog'], 'de', 'en')).toEqual(['dog'])
  })

  test('makes a damaged file anew', async () => {
    const files = new Map<string, Uint8Array>()
    const storage = {
      ...memoryStorage(),
      exists: async (name: string) => files.has(name),
      read: async (name: string) => files.get(name) ?? new Uint8Array(),
      write: async (name: string, bytes: Uint8Array) => void files.set(name, bytes),
    }
    const translator = cachedTranslator(dictionary, storage)
    await translator.translate(['dog'], 'en', 'de')
    for (const name of files.keys()) files.set(name, new TextEncoder().encode('{"tran'))
    expect(await translator.translate(['dog'], 'en', 'de')).toEqual(['Hund'])
    expect(translator.counts()).toEqual({ asked: 2, known: 0 })
  })
})
