import { strategyNamed } from '@cloze/mlm'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'
import { expectShare } from './share.ts'

describe('independent choice', () => {
  test('is distributed as if draws that chose nothing were made anew', () => {
    const rate = 0.3
    const stream = random(1, 'independent')
    const draws = 20_000
    const counts = new Map<string, number>()
    const text = { candidates: [0, 1, 2], wordIds: [0, 1, 2] }
    for (let draw = 0; draw < draws; draw++) {
      const chosen = strategyNamed('random')
        .choose({ ...text, rate, random: stream })
        .join()
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1)
    }
    expect(counts.size).toBe(7)
    for (const [chosen, count] of counts) {
      const size = chosen.split(',').length
      expectShare(count, draws, (rate ** size * (1 - rate) ** (3 - size)) / (1 - (1 - rate) ** 3))
    }
  })
})
