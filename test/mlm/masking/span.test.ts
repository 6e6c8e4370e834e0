import { strategyNamed } from '@cloze/mlm'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'

const positions = (length: number) => Array.from({ length }, (_, position) => position)

describe('spans', () => {
  test('have lengths that are geometric with p = 0.2, cut off at 10 words', () => {
    // At a rate this low, spans hardly ever touch or meet the end of the budget.
    const length = 200_000
    const all = positions(length)
    const runs = strategyNamed('span').choose({
      candidates: all,
      wordIds: all,
      rate: 0.02,
      random: random(1, 'lengths'),
    })
    const total = 1 - 0.8 ** 10
    for (const words of [1, 2, 5, 10]) {
      const share = (0.2 * 0.8 ** (words - 1)) / total
      const found = runs.filter((run) => run.length === words).length / runs.length
      expect(Math.abs(found - share)).toBeLessThan(0.04)
    }
    expect((length * 0.02) / runs.length).toBeCloseTo(3.8, 0)
  })

  test('of a given length are so many words, or as many as there are in a row', () => {
    const chosen = (candidates: number[], wordIds: number[], length: number) =>
      strategyNamed('span', { length }).choose({ candidates, wordIds, rate: 0.15, random: random(1) })
    expect(chosen([1, 2, 3, 4, 5], [9, 0, 0, 1, 1, 1], 2)).toEqual([[1, 2, 3, 4, 5]])
    expect(chosen([1, 3, 4], positions(5), 3)).toEqual([[3, 4]])
    expect(chosen([], [], 3)).toEqual([])
  })
})
