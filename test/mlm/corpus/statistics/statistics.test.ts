import { FrequentWords, inspectCorpus, Lengths, lowerCase } from '@cloze/mlm/corpus'
import { trainWordLevel } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { file } from '../files.ts'

describe('lengths', () => {
  test.prop([fc.array(fc.nat(50), { minLength: 1 })])('have exact quantiles', (all) => {
    const lengths = new Lengths()
    for (const length of all) lengths.add(length)
    const sorted = all.toSorted((a, b) => a - b)
    const rank = (share: number) => sorted[Math.max(Math.ceil(share * all.length), 1) - 1]
    expect(lengths.summary()).toEqual({
      mean: all.reduce((sum, length) => sum + length, 0) / all.length,
      least: rank(0),
      quarter: rank(0.25),
      median: rank(0.5),
      threeQuarters: rank(0.75),
      ninetyFive: rank(0.95),
      most: rank(1),
    })
  })

  test('of nothing are nothing', () => {
    expect(new Lengths().summary()).toBeUndefined()
  })
})

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

describe('inspecting a corpus', () => {
  const files = [file('a.txt', 'The cat sat.\n\nthe cat sat.\n\n读书!'), file('b.txt', 'The cat sat.')]

  test('counts it as it was read, and without preprocessing that is all', async () => {
    const { before, after } = await inspectCorpus(files, { topWords: 2 })
    expect(after).toBe(before)
    expect(before).toEqual({
      documents: 4,
      duplicates: 1,
      characters: 39,
      tokens: 15,
      lengths: { mean: 3.75, least: 3, quarter: 3, median: 4, threeQuarters: 4, ninetyFive: 4, most: 4 },
      unknownRate: undefined,
      distinctWords: { count: 6, exact: true },
      frequentWords: [
        { word: 'cat', count: 3, missed: 0 },
        { word: 'sat', count: 3, missed: 0 },
      ],
    })
  })

  test('counts it after preprocessing, without duplicates where they are left out', async () => {
    const kept = await inspectCorpus(files, { preprocess: lowerCase })
    expect(kept.after).toMatchObject({ documents: 4, duplicates: 2 })
    let left = 0
    const { before, after } = await inspectCorpus(files, {
      preprocess: lowerCase,
      deduplicate: true,
      onDuplicate: () => {
        left += 1
      },
    })
    expect(before.duplicates).toBe(1)
    expect(after).toMatchObject({ documents: 2, duplicates: 0, tokens: 7 })
    expect(left).toBe(2)
  })

  test('counts the tokens that a tokenizer does not know', async () => {
    const tokenizer = trainWordLevel(['the cat .'], { vocabularySize: 8 })
    const { before } = await inspectCorpus(files, { tokenizer })
    expect(before.unknownRate).toBeCloseTo(6 / 15, 12)
  })

  test('of no words is an error', async () => {
    await expect(inspectCorpus([file('a.txt', ' \n')])).rejects.toThrow('a.txt: no words')
  })
})
