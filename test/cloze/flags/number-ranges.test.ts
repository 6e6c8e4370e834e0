import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import {
  closedShare,
  integerFrom,
  positive,
  rate,
  share,
} from '../../../packages/cloze/src/flags/number-ranges.ts'

test.prop([fc.integer({ min: -20, max: 20 }), fc.integer({ min: -5, max: 5 })])(
  'an integer is taken from the least on, and no other number',
  (value, least) => {
    expect('value' in integerFrom(least)(String(value))).toBe(value >= least)
    expect(integerFrom(least)(`${value}.5`)).toEqual({ problem: `must be an integer of at least ${least}` })
  },
)

test.each([
  ['share', share, ['0', '0.5'], ['1', '-0.1']],
  ['closedShare', closedShare, ['0', '1'], ['1.01', '-0.1']],
  ['rate', rate, ['0.5'], ['0', '1']],
  ['positive', positive, ['1e-37', '3e38'], ['0', '1e-38', '4e38', '-1']],
] as const)('%s holds its ends as it says', (_, read, right, wrong) => {
  for (const text of right) expect(read(text)).toEqual({ value: Number(text) })
  for (const text of wrong) expect(read(text)).toHaveProperty('problem')
})

test('what is no number, or too large, is told what would be right', () => {
  expect(integerFrom(1)('0x10')).toEqual({ problem: 'must be an integer of at least 1, in decimal digits' })
  expect(integerFrom(1, 8)('9')).toEqual({ problem: 'must be an integer of at most 8' })
})
