import { memoryStorage } from '@cloze/mlm'
import { cachedTranslator, httpTranslator, type Translator } from '@cloze/mlm/augmentation'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dictionaryServer, translateWords } from './dictionary-server.ts'

const dictionary: Translator = {
  name: 'dictionary',
  translate: async (parts, from, to) => parts.map((part) => translateWords(part, from, to)),
}

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
