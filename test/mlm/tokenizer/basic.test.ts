import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { basic } from '../../../packages/mlm/src/tokenizer/basic.ts'

const texts = fc.string({ unit: 'binary' })

describe('splitting text into words', () => {
  test.prop([texts, fc.boolean()])('gives words that split into themselves', (text, lowerCase) => {
    const words = basic(text, lowerCase)
    expect(basic(words.join(' '), lowerCase)).toEqual(words)
  })

  test.prop([texts, fc.boolean()])('gives no empty word and no space in a word', (text, lowerCase) => {
    for (const word of basic(text, lowerCase)) expect(word).toMatch(/^\P{White_Space}+$/u)
  })

  test.prop([texts])('keeps every letter and digit of a text, in order', (text) => {
    const kept = (some: string) => some.match(/[\p{L}\p{N}]/gu) ?? []
    expect(kept(basic(text, false).join(''))).toEqual(kept(text))
  })

  test.prop([fc.string(), fc.string()])('works on each side of a space alone', (left, right) => {
    expect(basic(`${left} ${right}`, true)).toEqual([...basic(left, true), ...basic(right, true)])
  })

  test('sets punctuation and ideographs apart, and drops accents and control characters', () => {
    expect(basic('Où est-il?', true)).toEqual(['ou', 'est', '-', 'il', '?'])
    expect(basic('the中文cat', true)).toEqual(['the', '中', '文', 'cat'])
    expect(basic('cat\u0000s\u200b', true)).toEqual(['cats'])
    expect(basic('Où', false)).toEqual(['Où'])
  })
})
