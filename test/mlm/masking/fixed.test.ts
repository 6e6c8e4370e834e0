import { strategyNamed } from '@cloze/mlm'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'

const positions = (length: number) => Array.from({ length }, (_, position) => position)

describe('fixed positions', () => {
  const chosen = (settings: Record<string, unknown>, candidates: number[]) =>
    strategyNamed('fixed', settings).choose({
      candidates,
      wordIds: positions(20),
      rate: 0.15,
      random: random(1),
    })

  test('are counted among the tokens that may be chosen, from the first or from the last', () => {
    expect(chosen({ positions: [0, -1, 7] }, [2, 5, 9])).toEqual([[2], [9]])
    expect(chosen({ positions: '0, -1,7' }, [2, 5, 9])).toEqual([[2], [9]])
  })

  test('are those that a pattern has, over and over', () => {
    expect(chosen({ pattern: '01' }, positions(6))).toEqual([[1], [3], [5]])
  })
})
