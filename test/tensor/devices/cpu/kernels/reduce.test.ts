import { full, scope, sum } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

describe('a sum of many', () => {
  for (const axes of [[0], [1]])
    test(`keeps four digits over axis ${axes}`, async () => {
      const count = 2 ** 22
      const total = scope(() => sum(full(axes[0] === 0 ? [count, 1] : [1, count], 0.1), { axes }))
      expect(Math.abs((await total.item()) / (count * 0.1) - 1)).toBeLessThan(1e-4)
      total.dispose()
    })
})
