/** What holds for every schedule of the list. */
import { linearSchedule, type ScheduleKind, scheduleNamed, schedules } from '@cloze/autograd'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const settings = fc
  .record({
    steps: fc.integer({ min: 2, max: 300 }),
    warmup: fc.nat(299),
    learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  })
  .filter(({ steps, warmup }) => warmup < steps)

for (const kind of schedules as readonly ScheduleKind[])
  describe(kind.name, () => {
    test.prop([settings])('rises over the warmup to its highest rate, and no further', (given) => {
      const rates = Array.from({ length: given.steps }, (_, step) => kind.create(given)(step))
      for (const [step, rate] of rates.entries()) {
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(given.learningRate)
        if (step > 0 && step <= given.warmup) expect(rate).toBeGreaterThan(rates[step - 1] ?? Number.NaN)
      }
      expect(rates[given.warmup]).toBe(given.learningRate)
    })

    test.each([
      [{ learningRate: -1 }, 'learningRate is -1; it should be a number from 0'],
      [{ learningRate: Number.POSITIVE_INFINITY }, 'learningRate is Infinity; it should be a number from 0'],
      [{ warmup: 0.5 }, 'warmup is 0.5 steps; it should be a whole number from 0'],
      [{ steps: 0 }, 'steps is 0; it should be a whole number from 1'],
    ])('refuses %o', (wrong, says) => {
      const right = { learningRate: 1, warmup: 2, steps: 10 }
      expect(() => kind.create({ ...right, ...wrong })).toThrow(`schedule ${kind.name}: ${says}`)
    })
  })

test('the linear one rises in a line, then falls in a line to 0', () => {
  const rateAt = linearSchedule({ learningRate: 2, warmup: 10, steps: 100 })
  expect([0, 5, 10, 55, 100, 120].map(rateAt)).toEqual([0, 1, 2, 1, 0, 0])
  expect(linearSchedule({ learningRate: 1, warmup: 0, steps: 10 })(0)).toBe(1)
})

test('a schedule that is not there is named, with those that are', () => {
  expect(scheduleNamed('linear')).toBe(schedules[0])
  expect(() => scheduleNamed('cosine')).toThrow('no schedule cosine; there is linear')
})
