import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  loadTokenizer,
  memoryStorage,
  saveTokenizer,
  TokenizerError,
  wordLevel,
} from '../../../packages/mlm/src/index.ts'
import { wordLists } from './arbitraries.ts'

type Json = Record<string, unknown>

describe('the files of a tokenizer', () => {
  test.prop([wordLists, fc.boolean(), fc.string()])(
    'give the same tokenizer back',
    async (list, lowerCase, text) => {
      const tokenizer = wordLevel(list, { lowerCase })
      const storage = memoryStorage()
      await saveTokenizer(storage, tokenizer)
      const loaded = await loadTokenizer(storage)
      expect(loaded.files()).toEqual(tokenizer.files())
      expect(loaded.encode(`${text} ${list.join(' ')}`)).toEqual(
        tokenizer.encode(`${text} ${list.join(' ')}`),
      )
    },
  )

  const broken: [string, (json: Json) => unknown, RegExp][] = [
    ['another model', (json) => ({ ...json, model: { type: 'BPE' } }), /model\.type is "BPE"/],
    ['no model', () => ({}), /model\.type is undefined/],
    ['another normalizer', (json) => ({ ...json, normalizer: { type: 'NFC' } }), /normalizer\.type/],
    [
      'accents without case',
      (json) => ({ ...json, normalizer: { ...(json.normalizer as Json), strip_accents: false } }),
      /normalizer: .*both on or both off/,
    ],
    ['a gap', (json) => withVocabulary(json, { cat: 7 }), /model\.vocab: no token has id 5; 6 tokens/],
    ['an id twice', (json) => withVocabulary(json, { cat: 5, dog: 5 }), /\["cat","dog"\] have one id, 5/],
    ['an id that is none', (json) => withVocabulary(json, { cat: -5 }), /model\.vocab\.cat/],
    [
      'another special token',
      (json) => ({ ...json, added_tokens: [{ content: '<s>', lstrip: false, rstrip: false }] }),
      /added_tokens\.0\.content/,
    ],
  ]
  for (const [what, change, message] of broken)
    test(`are refused with the reason: ${what}`, async () => {
      const json: Json = JSON.parse(wordLevel(['cat']).files()['tokenizer.json'])
      const loading = loadTokenizer(await storageWith(JSON.stringify(change(json))))
      await expect(loading).rejects.toThrow(TokenizerError)
      await expect(loading).rejects.toThrow(/^tokenizer\.json: /)
      await expect(loading).rejects.toThrow(message)
    })

  test('are refused when they are not JSON or not there', async () => {
    await expect(loadTokenizer(await storageWith('{'))).rejects.toThrow('tokenizer.json: not JSON')
    await expect(loadTokenizer(memoryStorage())).rejects.toThrow('no file tokenizer.json')
  })
})

const special = { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '[MASK]': 4 }

const withVocabulary = (json: Json, words: Record<string, number>) => ({
  ...json,
  model: { ...(json.model as Json), vocab: { ...special, ...words } },
})

async function storageWith(text: string) {
  const storage = memoryStorage()
  await storage.write('tokenizer.json', new TextEncoder().encode(text))
  return storage
}
