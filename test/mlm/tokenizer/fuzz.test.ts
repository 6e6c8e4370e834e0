/** Each component that a tokenizer.json may have beside Python's tokenizers, on texts that break tokenizers. */
import { crc32 } from 'node:zlib'
import type { Tokenizer } from '@cloze/mlm'
import { describe, expect, test } from 'vitest'
import { loadJson } from '../../fixtures/tokenizer-cases.ts'
import { checksumsOf, fuzz, type Outcome } from '../../fixtures/tokenizer-fuzz.ts'

function outcome(tokenizer: Tokenizer, text: string): Outcome {
  const { ids, offsets, wordIds } = tokenizer.pieces(text)
  return [
    [...ids],
    offsets.flat(),
    [...wordIds],
    tokenizer.decode(ids),
    tokenizer.decode(ids, { keepSpecialTokens: true }),
  ]
}

test('the texts are many, and Python fails at none of them', () => {
  expect(fuzz.texts.length).toBeGreaterThanOrEqual(2000)
  expect(fuzz.tokenizers.length).toBeGreaterThan(100)
  expect(fuzz.tokenizers.flatMap(({ panics }) => panics)).toEqual([])
})

describe.each(fuzz.tokenizers)('$name', async ({ json, full, checksums, sequences, decoded }) => {
  const tokenizer = await loadJson(json)

  test('gives the ids, places, words and texts that Python gives', () => {
    for (const [index, expected] of full.entries()) {
      const text = fuzz.texts[index * fuzz.inFull] ?? ''
      expect(outcome(tokenizer, text), JSON.stringify(text)).toEqual(expected)
    }
    const expected = checksumsOf(checksums)
    const different = fuzz.texts.filter((text, index) => {
      const found = outcome(tokenizer, text)
      return crc32(JSON.stringify(found)) !== expected[index]
    })
    expect(different).toEqual([])
  })

  test('gives the same ids where only those are asked for', () => {
    for (const text of fuzz.texts.slice(0, 300))
      expect([...tokenizer.encode(text)], JSON.stringify(text)).toEqual([...tokenizer.pieces(text).ids])
  })

  test('decodes any ids as Python does', () => {
    const found = sequences.map((ids) => [
      tokenizer.decode(ids),
      tokenizer.decode(ids, { keepSpecialTokens: true }),
    ])
    expect(found).toEqual(decoded)
  })
})
