import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { words, wordsAndSpaces } from '../../../../packages/mlm/src/tokenizer/basic.ts'
import {
  type Aligned,
  mapCharacters,
  prepend,
  replace,
  slice,
  transform,
  untouched,
} from '../../../../packages/mlm/src/tokenizer/text/aligned.ts'
import { type NormalForm, normalForm } from '../../../../packages/mlm/src/tokenizer/unicode/normal-forms.ts'

const texts = fc.string({ unit: 'binary' })
const form = (name: NormalForm) => (aligned: Aligned) => transform(aligned, normalForm(name, aligned.text))
const functions: Record<string, (aligned: Aligned) => Aligned> = {
  'lower case': (aligned) => mapCharacters(aligned, (character) => character.toLowerCase()),
  NFC: form('NFC'),
  NFD: form('NFD'),
  NFKC: form('NFKC'),
  NFKD: form('NFKD'),
  "BERT's words": ({ text }) => words.aligned(text, 0, true),
  characters: ({ text }) => wordsAndSpaces.aligned(text, 0, true),
  'double spaces to one': (aligned) =>
    replace(
      aligned,
      Array.from(aligned.text.matchAll(/ {2,}/g), ({ 0: found, index }) => [index, index + found.length]),
      ' ',
    ),
  'a sign before it': (aligned) => prepend(aligned, '▁'),
  'a part of it': (aligned) => slice(aligned, 0, aligned.text.length >> 1),
}

describe.each(Object.entries(functions))('a text after %s', (_, make) => {
  test.prop([texts])('has a place in the original for each unit, in order', (text) => {
    const { text: made, starts, ends } = make(untouched(text))
    expect([starts.length, ends.length]).toEqual([made.length, made.length])
    for (let i = 0; i < made.length; i++) {
      expect(starts[i]).toBeGreaterThanOrEqual(starts[i - 1] ?? 0)
      expect(ends[i]).toBeGreaterThanOrEqual(starts[i] ?? 0)
      expect(ends[i]).toBeLessThanOrEqual(text.length)
    }
  })
})

const old = fc.string({ unit: fc.constantFrom(...'aé\u0301\u0323\u0345ᄒ하한각ﬁ①ΆʼnЙİ') })

describe.each(['NFC', 'NFD', 'NFKC', 'NFKD'] as const)('the changes that lead to %s', (name) => {
  test.prop([old])('give what JavaScript gives, for characters that are older than Unicode 9', (text) => {
    expect(form(name)(untouched(text)).text).toBe(text.normalize(name))
  })
})

test.prop([texts, fc.boolean()])(
  'the two ways to make a text uniform differ in spaces alone',
  (text, lowerCase) => {
    const same = (made: string) => made.replace(/\p{White_Space}/gu, ' ')
    for (const basic of [words, wordsAndSpaces])
      expect(same(basic.uniform(text, lowerCase))).toBe(same(basic.aligned(text, 0, lowerCase).text))
  },
)

test('an accent goes with its letter, a letter that becomes two gives both its place', () => {
  expect(form('NFD')(untouched('ÀBé')).starts).toEqual([0, 0, 1, 2, 2])
  expect(form('NFC')(untouched('e\u0301x'))).toEqual({ text: 'éx', starts: [0, 2], ends: [1, 3] })
})

test('what comes in place of several characters comes from the last of them', () => {
  const { text, starts } = replace(untouched('a  bc'), [[1, 3]], ' ')
  expect([...text].map((unit, at) => `${unit}${starts[at]}`)).toEqual(['a0', ' 2', 'b3', 'c4'])
})

test('what is put before a part of a text stands where the part begins', () => {
  expect(replace(untouched('bc', 6), [[0, 0]], 'x')).toEqual({
    text: 'xbc',
    starts: [6, 6, 7],
    ends: [6, 7, 8],
  })
})
