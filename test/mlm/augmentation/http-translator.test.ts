import { httpTranslator, TranslatorError } from '@cloze/mlm/augmentation'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { dictionaryServer } from './dictionary-server.ts'

const quick = { backOff: 1, timeout: 2000 }

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
