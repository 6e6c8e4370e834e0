import { readFile } from 'node:fs/promises'
import { loadTokenizer, memoryStorage, saveTokenizer } from '@cloze/mlm'
import { sequences } from '@cloze/mlm/data'
import { TokenizerError } from '@cloze/mlm/tokenizer'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'

const cases = z
  .array(
    z.object({
      name: z.string(),
      files: z.record(z.string(), z.union([z.string(), z.looseObject({})])),
      size: z.number(),
      pad: z.number().nullable(),
      mask: z.number().nullable(),
      encoded: z.array(z.object({ text: z.string(), ids: z.array(z.number()) })),
    }),
  )
  .parse(JSON.parse(await readFile(new URL('../../fixtures/tokenizer-config.json', import.meta.url), 'utf8')))

type Files = Record<string, unknown>

async function folderOf(files: Files) {
  const storage = memoryStorage()
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    await storage.write(name, new TextEncoder().encode(text))
  }
  return storage
}

for (const { name, files, size, pad, mask, encoded } of cases)
  describe(`a folder with ${name}`, () => {
    test('gives the ids that AutoTokenizer gives', async () => {
      const tokenizer = await loadTokenizer(await folderOf(files))
      expect(tokenizer.vocabularySize).toBe(size)
      if (pad !== null) expect(tokenizer.special.pad).toBe(pad)
      if (mask !== null) expect(tokenizer.special.mask).toBe(mask)
      const found = encoded.map(({ text }) => ({
        text,
        ids: [...tokenizer.sequence(tokenizer.encode(text), 64)],
      }))
      expect(found).toEqual(encoded)
      expect(encoded.map(({ text }) => [...tokenizer.pieces(text).ids])).toEqual(
        encoded.map(({ ids }) => ids.slice(1, -1)),
      )
    })

    test('is written as what means the same by itself, and beside a BERT’s config.json', async () => {
      const storage = await folderOf({ 'config.json': { model_type: 'bert' } })
      await saveTokenizer(storage, await loadTokenizer(await folderOf(files)))
      const again = await loadTokenizer(storage)
      expect(encoded.map(({ text }) => [...again.sequence(again.encode(text), 64)])).toEqual(
        encoded.map(({ ids }) => ids),
      )
      expect(again.special.mask).toBe(mask ?? 4)
    })
  })

const files = (name: string): Files => cases.find((each) => each.name === name)?.files ?? {}
const json = (change: (json: Record<string, Record<string, unknown>>) => unknown): Files => {
  const copy = structuredClone(files('BertTokenizer, and nothing said'))
  change(copy['tokenizer.json'] as Record<string, Record<string, unknown>>)
  return copy
}
const asWordLevel = (found: Record<string, Record<string, unknown>>) => {
  found.model = { type: 'WordLevel', vocab: found.model?.vocab, unk_token: found.model?.unk_token }
}
const config = (changes: object, tokenizerClass = 'BertTokenizer'): Files => {
  const found = files('BertTokenizer, do_lower_case false')
  return { ...found, 'tokenizer_config.json': { tokenizer_class: tokenizerClass, ...changes } }
}
const vocabulary = (change: (text: string) => string, beside: Files = files('vocab.txt')): Files => ({
  ...beside,
  'vocab.txt': change(String(files('vocab.txt')['vocab.txt'])),
})

const refused: [what: string, files: Files, says: string | RegExp][] = [
  [
    'another model than its class makes',
    json(asWordLevel),
    'tokenizer.json: model.type is "WordLevel", but the tokenizer_class BertTokenizer makes it "WordPiece" whatever the file says; where the file is right, tokenizer_config.json should have the tokenizer_class "PreTrainedTokenizerFast"',
  ],
  [
    'longer words than its class reads',
    json((found) => Object.assign(found.model ?? {}, { max_input_chars_per_word: 200 })),
    'model.max_input_chars_per_word is 200, but the tokenizer_class BertTokenizer makes it 100',
  ],
  [
    'another mark of pieces',
    json((found) => Object.assign(found.model ?? {}, { continuing_subword_prefix: '@@' })),
    'model.continuing_subword_prefix is "@@"',
  ],
  [
    'control characters kept',
    json((found) => Object.assign(found.normalizer ?? {}, { clean_text: false })),
    'normalizer.clean_text is false',
  ],
  ['no normalizer', json((found) => Object.assign(found, { normalizer: null })), 'normalizer.type is null'],
  [
    'another pre-tokenizer',
    json((found) => Object.assign(found, { pre_tokenizer: { type: 'Whitespace' } })),
    'pre_tokenizer.type is "Whitespace"',
  ],
  [
    'the ends of a text swapped',
    json((found) =>
      Object.assign(found, {
        post_processor: { type: 'BertProcessing', sep: ['[CLS]', 2], cls: ['[SEP]', 3] },
      }),
    ),
    'post_processor is "BertProcessing"',
  ],
  [
    'a do_lower_case that is null',
    config({ do_lower_case: null }),
    /^tokenizer_config\.json: do_lower_case: /,
  ],
  [
    'a do_lower_case that is text',
    config({ do_lower_case: 'false' }),
    /^tokenizer_config\.json: do_lower_case: /,
  ],
  [
    'a class that lower-cases by itself, and a file that does otherwise',
    config({ do_lower_case: false }, 'MPNetTokenizerFast'),
    'tokenizer_config.json: do_lower_case is false, but the normalizer of tokenizer.json has it true, and the tokenizer_class MPNetTokenizerFast follows tokenizer_config.json; the two should say the same',
  ],
  [
    'an unknown token that is none',
    config({ unk_token: '<unk>' }),
    'tokenizer_config.json: unk_token is "<unk>", but the model of tokenizer.json has "[UNK]"; the two should say the same',
  ],
  [
    'another unknown token than the model’s',
    config({ unk_token: 'dog' }, 'PreTrainedTokenizerFast'),
    'unk_token is "dog", but the model of tokenizer.json has "[UNK]"',
  ],
  [
    'a first token that is none',
    config({ bos_token: '<s>' }),
    'tokenizer_config.json: bos_token: "<s>" is no token of tokenizer.json',
  ],
  [
    'an extra token that is none',
    config({ additional_special_tokens: ['[ENT]'] }),
    'tokenizer_config.json: extra_special_tokens: "[ENT]" is no token of tokenizer.json',
  ],
  [
    'an added token that is none',
    config({ added_tokens_decoder: { 77: { content: '[ENT]', special: true } } }),
    'tokenizer_config.json: added_tokens_decoder.77: "[ENT]" is none among the added_tokens of tokenizer.json',
  ],
  [
    'an added token with another id',
    config({ added_tokens_decoder: { 3: { content: '[MASK]', special: true } } }),
    'added_tokens_decoder.3: "[MASK]" has the id 4 among the added_tokens of tokenizer.json',
  ],
  [
    'an added token with another flag',
    config({ added_tokens_decoder: { 4: { content: '[MASK]', special: true, lstrip: true } } }),
    'added_tokens_decoder.4.lstrip is true, but tokenizer.json has it false for "[MASK]"; the two should say the same',
  ],
  [
    'an added_tokens.json with more',
    { ...config({}), 'added_tokens.json': { '[ENT]': 23 } },
    'added_tokens.json: "[ENT]" with the id 23 is none of the added_tokens of tokenizer.json',
  ],
  [
    'a special_tokens_map.json that is none',
    { ...config({}), 'special_tokens_map.json': { mask_token: 4 } },
    /^special_tokens_map\.json: mask_token: /,
  ],
  [
    'a vocabulary alone',
    vocabulary((text) => text, {}),
    'vocab.txt: is a vocabulary, which does not say how text is read; put a tokenizer_config.json beside it',
  ],
  [
    'a vocabulary whose class needs more',
    vocabulary((text) => text, { 'tokenizer_config.json': { tokenizer_class: 'PreTrainedTokenizerFast' } }),
    'tokenizer_config.json has the tokenizer_class PreTrainedTokenizerFast; that one needs a tokenizer.json',
  ],
  [
    'a vocabulary with a token twice',
    vocabulary((text) => `${text}the\n`),
    'vocab.txt: line 24: "the" is there twice, first in line 6',
  ],
  [
    'a vocabulary with two empty lines',
    vocabulary((text) => `${text}\n\n`),
    'vocab.txt: line 25: an empty line is there twice, first in line 24',
  ],
  [
    'a vocabulary with a byte order mark',
    vocabulary((text) => `\uFEFF${text}`),
    'vocab.txt: line 1 begins with a byte order mark',
  ],
  [
    'a vocabulary without [SEP]',
    vocabulary((text) => text.replace('[SEP]\n', '')),
    'vocab.txt: no [SEP] or </s> among its tokens',
  ],
]
for (const [what, beside, says] of refused)
  test(`a tokenizer is refused with the reason: ${what}`, async () => {
    const loading = loadTokenizer(await folderOf(beside))
    await expect(loading).rejects.toThrow(TokenizerError)
    await expect(loading).rejects.toThrow(says)
  })

test('a config.json that is no JSON is no model’s, and changes nothing', async () => {
  const beside = files('BertTokenizer, do_lower_case false')
  const tokenizer = await loadTokenizer(await folderOf({ ...beside, 'config.json': '// settings' }))
  expect([...tokenizer.encode('The cat')]).toEqual([6, 7])
})

test('a vocabulary that is not UTF-8 is refused', async () => {
  const storage = await folderOf(files('vocab.txt'))
  await storage.write('vocab.txt', Uint8Array.of(0x5b, 0xff, 0x0a))
  await expect(loadTokenizer(storage)).rejects.toThrow('vocab.txt: not UTF-8')
})

test('a file is right about itself where a BERT names no class, and BertTokenizer could not be meant', async () => {
  const own = json(asWordLevel)
  const folder = await folderOf({
    'tokenizer.json': own['tokenizer.json'],
    'config.json': { model_type: 'bert' },
  })
  const tokenizer = await loadTokenizer(folder)
  expect([...(sequences(tokenizer, ['Cat'], 8).at(0)?.ids ?? [])]).toEqual([2, 8, 3])
})
