import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { strategies, strategyNamed } from '../../../packages/mlm/src/index.ts'
import { random as independent } from '../../../packages/mlm/src/masking/random.ts'
import { random } from '../../../packages/tensor/src/index.ts'
import { rates } from './arbitraries.ts'
import { expectShare } from './share.ts'

const candidates = fc.uniqueArray(fc.nat(60), { maxLength: 40 }).map((all) => all.sort((a, b) => a - b))

for (const { name, choose } of strategies)
  describe(`the strategy ${name}`, () => {
    test.prop([candidates, rates, fc.nat()])(
      'chooses some of the candidates, in order and each once, none only if it must',
      (all, rate, seed) => {
        const chosen = choose({ candidates: all, rate, random: random(seed) })
        expect(all.filter((position) => chosen.includes(position))).toEqual(chosen)
        expect(chosen.length > 0).toBe(all.length > 0 && rate > 0)
      },
    )

    test.prop([candidates, fc.nat()])('chooses all at rate 1 and none at rate 0', (all, seed) => {
      expect(choose({ candidates: all, rate: 1, random: random(seed) })).toEqual(all)
      expect(choose({ candidates: all, rate: 0, random: random(seed) })).toEqual([])
    })

    test('chooses as many as the rate says', () => {
      const all = Array.from({ length: 50_000 }, (_, position) => position)
      for (const rate of [0.05, 0.15, 0.5]) {
        const chosen = choose({ candidates: all, rate, random: random(1, name, rate) })
        expectShare(chosen.length, all.length, rate)
      }
    })

    test('chooses one of the candidates at any rate, however small', () => {
      const chosen = choose({ candidates: [3, 5, 8], rate: Number.MIN_VALUE, random: random(1) })
      expect(chosen).toHaveLength(1)
    })
  })

describe('independent choice', () => {
  test('is distributed as if draws that chose nothing were made anew', () => {
    const rate = 0.3
    const stream = random(1, 'independent')
    const draws = 20_000
    const counts = new Map<string, number>()
    for (let draw = 0; draw < draws; draw++) {
      const chosen = independent.choose({ candidates: [0, 1, 2], rate, random: stream }).join()
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1)
    }
    expect(counts.size).toBe(7)
    for (const [chosen, count] of counts) {
      const size = chosen.split(',').length
      expectShare(count, draws, (rate ** size * (1 - rate) ** (3 - size)) / (1 - (1 - rate) ** 3))
    }
  })
})

test('a strategy is found by its name, and another name is an error that lists them', () => {
  for (const strategy of strategies) expect(strategyNamed(strategy.name)).toBe(strategy)
  expect(() => strategyNamed('none')).toThrow('masking: no strategy none; there is random')
})
