import { budgetOf, wordsOf } from '@cloze/mlm/masking'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { texts } from './arbitraries.ts'

describe('words and budgets', () => {
  test.prop([texts])(
    'the words of a text are its candidates, each in one word',
    ({ candidates, wordIds, words }) => {
      expect(wordsOf(candidates, wordIds)).toEqual(words)
    },
  )

  test('a budget is the nearest whole number, but at least one', () => {
    expect([0, 1, 3, 10, 17].map((count) => budgetOf(count, 0.15))).toEqual([0, 1, 1, 2, 3])
    expect(budgetOf(10, 0)).toBe(0)
  })
})
