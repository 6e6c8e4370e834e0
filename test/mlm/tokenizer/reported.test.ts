/** Tokenizers of users that were once read wrongly. What is right is what Python's tokenizers gives. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadJson } from '../../fixtures/tokenizer-cases.ts'

const load = (name: string) =>
  loadJson(
    JSON.parse(readFileSync(new URL(`../../fixtures/tokenizers/${name}.json`, import.meta.url), 'utf8')),
  )

test('a character that Unigram lacks is spelt in bytes, each of which comes from it', async () => {
  const tokenizer = await load('unigram-byte-fallback')
  const { ids, offsets } = tokenizer.pieces('the 🍣 sushi')
  expect(Array.from(ids, (id) => tokenizer.token(id))).toEqual([
    '▁the',
    '▁',
    '<0xF0>',
    '<0x9F>',
    '<0x8D>',
    '<0xA3>',
    '▁sushi',
  ])
  expect(offsets).toEqual([
    [0, 3],
    [3, 4],
    [4, 6],
    [4, 6],
    [4, 6],
    [4, 6],
    [6, 12],
  ])
  expect(tokenizer.decode(ids)).toBe('the 🍣 sushi')
})

test('each punctuation mark in a row is a word', async () => {
  const tokenizer = await load('punctuation-isolated')
  const { ids, wordIds } = tokenizer.pieces('Wait... yes?! (no).')
  expect([...ids]).toEqual([6, 9, 9, 9, 7, 11, 10, 12, 8, 13, 9])
  expect([...wordIds]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('[PAD] may have any id', async () => {
  const tokenizer = await load('pad-is-third')
  expect(tokenizer.special).toEqual({ unk: 0, cls: 1, sep: 2, pad: 3, mask: 4 })
  expect([...tokenizer.sequence(tokenizer.encode('the cat'), 8)]).toEqual([1, 0, 0, 2])
})

test('a token may be named as what every object has', async () => {
  const json = JSON.parse(
    '{"added_tokens":[],"pre_tokenizer":{"type":"Whitespace"},"model":{"type":"WordLevel","unk_token":"[UNK]",' +
      '"vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"[MASK]":4,"__proto__":5,"constructor":6}}}',
  )
  const tokenizer = await loadJson(json)
  expect([...tokenizer.encode('__proto__ constructor toString')]).toEqual([5, 6, 1])
})
