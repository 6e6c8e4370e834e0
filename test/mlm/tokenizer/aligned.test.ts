import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { align } from '../../../packages/mlm/src/tokenizer/aligned.ts'
import { words, wordsAndSpaces } from '../../../packages/mlm/src/tokenizer/basic.ts'

const texts = fc.string({ unit: 'binary' })
const functions = {
  'lower case': (text: string) => text.toLowerCase(),
  NFC: (text: string) => text.normalize('NFC'),
  NFD: (text: string) => text.normalize('NFD'),
  NFKC: (text: string) => text.normalize('NFKC'),
  "BERT's words": (text: string) => words.uniform(text, true),
  characters: (text: string) => wordsAndSpaces.uniform(text, true),
  'double spaces to one': (text: string) => text.replace(/ {2,}/g, ' '),
  'a sign before it': (text: string) => `▁${text}`,
  'trimming at both ends': (text: string) => text.trim(),
}

describe.each(Object.entries(functions))('aligning a text with itself after %s', (_, uniform) => {
  test.prop([texts])(
    'gives what the function gives, and a place in the text for each unit, in order',
    (text) => {
      const { text: made, starts, ends } = align(text, uniform)
      expect(made).toBe(uniform(text))
      expect([starts.length, ends.length]).toEqual([made.length, made.length])
      for (let i = 0; i < made.length; i++) {
        expect(starts[i]).toBeGreaterThanOrEqual(starts[i - 1] ?? 0)
        expect(ends[i]).toBeGreaterThanOrEqual(starts[i] ?? 0)
        expect(ends[i]).toBeLessThanOrEqual(text.length)
      }
    },
  )
})

test.prop([texts, fc.boolean()])('what BERT makes of a text, it makes of its parts', (text, lowerCase) => {
  const parts = [...text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)].map(([part]) => part)
  for (const basic of [words, wordsAndSpaces])
    expect(parts.map((part) => basic.uniform(part, lowerCase)).join('')).toBe(basic.uniform(text, lowerCase))
})

test('an accent goes with its letter, a letter that becomes two gives both its place', () => {
  expect(align('ÀBé', (text) => text.normalize('NFD')).starts).toEqual([0, 0, 1, 2, 2])
  expect(align('e\u0301x', (text) => text.normalize('NFC'))).toEqual({
    text: 'éx',
    starts: [0, 2],
    ends: [2, 3],
  })
})

test('where spaces are left out, what follows keeps its place', () => {
  const { text, starts } = align('a  bc', (given) => given.replace(/ +/g, ' '))
  expect([...text].map((unit, at) => `${unit}${starts[at]}`)).toEqual(['a0', ' 1', 'b3', 'c4'])
})
