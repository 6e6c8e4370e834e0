/** A seed is a whole number that is told apart from its neighbours. */
import { random } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const noSeeds = [2 ** 53, -(2 ** 53), 1e300, 0.5, 1e-300, Number.NaN, Number.POSITIVE_INFINITY]

describe('a stream', () => {
  test.prop([fc.maxSafeInteger(), fc.maxSafeInteger()])(
    'is told from that of any other seed, and is the same each time',
    (seed, other) => {
      const first = (one: number) => random(one, 'test').uniform()
      expect(first(seed)).toBe(first(seed))
      if (seed !== other) expect(first(seed)).not.toBe(first(other))
    },
  )

  test.each(noSeeds)('has no seed %s, nor is it named by it', (value) => {
    const error = new RangeError(
      `a seed must be a whole number from -9007199254740991 to 9007199254740991, not ${value}`,
    )
    expect(() => random(value)).toThrow(error)
    expect(() => random(1, 'masking', value)).toThrow(error)
  })
})
