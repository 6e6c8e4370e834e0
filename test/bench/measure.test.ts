import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { inTurns, median, quantile, quick, ratioOf, timed } from '../../bench/measure.ts'

const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 30 })

test.prop([values])('half of the values lie at or below the median, and half at or above', (drawn) => {
  const middle = median(drawn)
  expect(drawn).toContain(middle)
  expect(drawn.filter((value) => value <= middle).length).toBeGreaterThanOrEqual(drawn.length / 2)
  expect(drawn.filter((value) => value >= middle).length).toBeGreaterThanOrEqual(drawn.length / 2)
})

test.prop([values, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })])(
  'a larger share has no smaller quantile',
  (drawn, a, b) => {
    expect(quantile(drawn, Math.min(a, b))).toBeLessThanOrEqual(quantile(drawn, Math.max(a, b)))
  },
)

test('what is timed runs first and is not counted, then as often as is asked for', () => {
  let calls = 0
  const timing = timed(() => void calls++, quick)
  expect(timing.rounds).toBeGreaterThanOrEqual(quick.rounds)
  expect(calls).toBeGreaterThan(timing.rounds * timing.calls)
  expect(timing.fastest).toBeLessThanOrEqual(timing.low)
  expect(timing.low).toBeLessThanOrEqual(timing.median)
  expect(timing.median).toBeLessThanOrEqual(timing.high)
})

test('functions that are compared take turns, and the ratio is of rounds side by side', () => {
  const order: string[] = []
  const [first, second] = inTurns([() => void order.push('a'), () => void order.push('b')], quick)
  const turns = order.join('').replace(/^a+b+/, '').match(/a+b+/g) ?? []
  expect(first?.times).toHaveLength(second?.times.length ?? 0)
  expect(turns.length).toBeGreaterThanOrEqual(quick.rounds)
  // Of the medians it would be 6.
  expect(ratioOf({ times: [2, 8, 6], calls: 1 }, { times: [1, 4, 1], calls: 1 })).toBe(2)
})
