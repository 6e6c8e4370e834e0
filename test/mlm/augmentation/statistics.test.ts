import { AugmentationMeter, contentOverlap } from '@cloze/mlm/augmentation'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

describe('the report', () => {
  test('counts the content words that both texts have', () => {
    expect(contentOverlap(['the', 'big', 'dog'], ['a', 'large', 'dog'])).toBe(0.5)
    expect(contentOverlap(['the'], ['a'])).toBe(1)
    expect(contentOverlap(['dog', 'dog'], ['dog'])).toBeCloseTo(2 / 3, 12)
  })

  test('averages over copies', () => {
    const meter = new AugmentationMeter()
    meter.add('big dogs bark', ['big dogs bark', 'large dogs bark'])
    expect(meter.statistics()).toEqual({
      documents: 1,
      copies: 2,
      unchanged: 0.5,
      contentOverlap: (1 + 2 / 3) / 2,
      editDistance: 1 / 6,
      originals: { distinct1: 1, distinct2: 1 },
      all: { distinct1: 4 / 9, distinct2: 3 / 6 },
    })
  })
})
