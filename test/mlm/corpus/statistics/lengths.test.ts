import { Lengths } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

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
