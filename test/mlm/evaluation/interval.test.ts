import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { pairedInterval } from '../../../packages/mlm/src/evaluation/interval.ts'
import { random } from '../../../packages/tensor/src/index.ts'

describe('the interval', () => {
  test('is the usual one where each sentence has one value', () => {
    const { mean, standardError, low, high } = pairedInterval([[1], [2], [3], [6]])
    expect(mean).toBe(3)
    expect(standardError).toBeCloseTo(Math.sqrt(14 / 3 / 4), 12) // squares 4 + 1 + 0 + 9
    expect(high - low).toBeCloseTo(2 * 1.96 * standardError, 12)
  })

  test.prop([fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 20 })])(
    'does not narrow where a sentence repeats its value',
    (values) => {
      const once = pairedInterval(values.map((value) => [value]))
      const thrice = pairedInterval(values.map((value) => [value, value, value]))
      expect(thrice.standardError).toBeCloseTo(once.standardError, 10)
    },
  )

  test('covers the true mean 95 % of the time, though values in a sentence depend on one another', () => {
    const stream = random(1, 'coverage')
    const sentence = () => {
      const common = stream.uniform() - 0.5
      return Array.from({ length: 1 + stream.integer(5) }, () => common + 0.3 * (stream.uniform() - 0.5))
    }
    const trials = 1000
    let covered = 0
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = pairedInterval(Array.from({ length: 100 }, sentence))
      if (low <= 0 && high >= 0) covered++
    }
    expect(covered / trials).toBeGreaterThan(0.92)
    expect(covered / trials).toBeLessThan(0.97)
  })

  test('says what it cannot know', () => {
    expect(pairedInterval([[1, 2], []]).high).toBe(Number.POSITIVE_INFINITY)
    expect(() => pairedInterval([[]])).toThrow('no values')
  })
})
