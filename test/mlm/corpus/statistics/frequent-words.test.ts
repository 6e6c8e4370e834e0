import { FrequentWords } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

describe('frequent words', () => {
  const streams = fc.array(
    fc.nat(30).map((square) => String(Math.floor(Math.sqrt(square * 10)))),
    {
      maxLength: 300,
    },
  )
  const counted = (words: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    return counts
  }

  test.prop([streams, fc.integer({ min: 2, max: 40 })])(
    'are within their bounds, hold no more than they may, and lose none more frequent than the floor',
    (words, capacity) => {
      const frequent = new FrequentWords(capacity)
      for (const word of words) frequent.add(word)
      const held = frequent.top(Number.POSITIVE_INFINITY)
      const truth = counted(words)
      expect(held.length).toBeLessThanOrEqual(capacity)
      for (const { word, count, missed } of held) {
        expect(truth.get(word)).toBeGreaterThanOrEqual(count)
        expect(truth.get(word)).toBeLessThanOrEqual(count + missed)
      }
      const names = new Set(held.map(({ word }) => word))
      for (const [word, count] of truth) if (count > frequent.floor) expect(names).toContain(word)
      const { count, exact } = frequent.distinct
      if (exact) expect(count).toBe(truth.size)
      else expect(count).toBeLessThanOrEqual(truth.size)
    },
  )

  test.prop([streams])('are exact where all fit', (words) => {
    const frequent = new FrequentWords(40)
    for (const word of words) frequent.add(word)
    const expected = [...counted(words)].map(([word, count]) => ({ word, count, missed: 0 }))
    expect(frequent.top(1000)).toEqual(
      expected.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1)),
    )
  })

  test('need room for two', () => {
    for (const capacity of [1, 2.5, Number.NaN]) expect(() => new FrequentWords(capacity)).toThrow(RangeError)
  })
})
