import { inspectCorpus, lowerCase } from '@cloze/mlm/corpus'
import { trainWordLevel } from '@cloze/mlm/tokenizer'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { file } from '../files.ts'

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
