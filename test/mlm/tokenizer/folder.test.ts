import { loadTokenizer, memoryStorage, saveTokenizer, wordLevel } from '@cloze/mlm'
import { TokenizerError } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
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
    [
      'a model that there is not',
      (json) => ({ ...json, model: { type: 'Gpt' } }),
      /model\.type is "Gpt"; it should be WordPiece, WordLevel, BPE, Unigram/,
    ],
    ['no model', () => ({}), /model\.type is undefined/],
    ['no vocabulary', (json) => ({ ...json, model: { type: 'BPE' } }), /model\.vocab: .*expected record/],
    ['no unknown token', (json) => withModel(json, { unk_token: undefined }), /model\.unk_token: .*string/],
    [
      'a normalizer that there is not',
      (json) => ({ ...json, normalizer: { type: 'Stem' } }),
      /normalizer\.type is "Stem"; it should be BertNormalizer, /,
    ],
    [
      'one in a sequence',
      (json) => ({
        ...json,
        pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'UnicodeScripts' }] },
      }),
      /pre_tokenizer\.pretokenizers\.0\.type is "UnicodeScripts"; it should be /,
    ],
    [
      'a sequence without parts',
      (json) => ({ ...json, pre_tokenizer: { type: 'Sequence' } }),
      /pre_tokenizer\.pretokenizers: .*expected array/,
    ],
    [
      'a text with nothing around it',
      (json) => ({
        ...json,
        post_processor: { type: 'TemplateProcessing', single: [{ Sequence: { id: 'A' } }], pair: [] },
      }),
      /post_processor\.single: a text stands between two tokens/,
    ],
    ['a gap', (json) => withVocabulary(json, { cat: 7 }), /model\.vocab: no token has id 5; 6 tokens/],
    ['an id twice', (json) => withVocabulary(json, { cat: 5, dog: 5 }), /\["cat","dog"\] have one id, 5/],
    ['an id that is none', (json) => withVocabulary(json, { cat: -5 }), /model\.vocab\.cat/],
    [
      'no token to mask with',
      (json) => ({
        ...json,
        added_tokens: [],
        model: { ...(json.model as Json), vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3 } },
      }),
      /no \[MASK\] or <mask> among its tokens; name another as mask_token in tokenizer_config\.json/,
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

  test('are read with the special tokens that tokenizer_config.json names, whatever they are called', async () => {
    const json = wordLevel(['cat', 'blank']).files()['tokenizer.json'].replaceAll('[MASK]', '@@')
    const storage = await storageWith(json)
    await storage.write(
      'tokenizer_config.json',
      new TextEncoder().encode('{"mask_token": {"content": "@@"}}'),
    )
    const tokenizer = await loadTokenizer(storage)
    expect(tokenizer.special.mask).toBe(4)
    expect([...tokenizer.encode('cat@@')]).toEqual([5, 4])
  })

  test('are refused when tokenizer_config.json names a special token that is none', async () => {
    const storage = await storageWith(wordLevel(['cat']).files()['tokenizer.json'])
    await storage.write('tokenizer_config.json', new TextEncoder().encode('{"mask_token": "<m>"}'))
    await expect(loadTokenizer(storage)).rejects.toThrow(
      'tokenizer_config.json: mask_token: "<m>" is no token of tokenizer.json',
    )
  })

  test('may have another name', async () => {
    const storage = memoryStorage()
    await storage.write('cat.json', new TextEncoder().encode(wordLevel(['cat']).files()['tokenizer.json']))
    expect([...(await loadTokenizer(storage, 'cat.json')).encode('cat')]).toEqual([5])
    await storage.write('cat.json', new TextEncoder().encode('{'))
    await expect(loadTokenizer(storage, 'cat.json')).rejects.toThrow('cat.json: not JSON')
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

const withModel = (json: Json, changes: Json) => ({ ...json, model: { ...(json.model as Json), ...changes } })

async function storageWith(text: string) {
  const storage = memoryStorage()
  await storage.write('tokenizer.json', new TextEncoder().encode(text))
  return storage
}
