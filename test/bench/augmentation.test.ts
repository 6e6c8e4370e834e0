import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { variants } from '../../bench/augmentation/ablation.ts'
import { quantileOfT, tInterval } from '../../bench/t-interval.ts'
import { bench } from './run.ts'

describe("Student's t", () => {
  test.each([
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [9, 2.2622],
    [30, 2.0423],
  ])('of %i degrees of freedom has the 97.5 %% quantile %d, as in the tables', (freedom, quantile) => {
    expect(quantileOfT(freedom)).toBeCloseTo(quantile, 4)
  })

  test('of five values gives their mean and its interval', () => {
    const { mean, low, high } = tInterval([1, 2, 3, 4, 5])
    expect(mean).toBe(3)
    expect(high - mean).toBeCloseTo(2.7764 * Math.sqrt(2.5 / 5), 3)
    expect(mean - low).toBeCloseTo(high - mean, 12)
  })

  property.prop([fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 9 })])(
    'gives an interval that moves with its values',
    (values) => {
      const [one, moved] = [tInterval(values), tInterval(values.map((value) => value + 1))]
      expect(moved.low).toBeCloseTo(one.low + 1, 9)
      expect(moved.high).toBeCloseTo(one.high + 1, 9)
    },
  )
})

test('synonyms are compared where there is a list of them', () => {
  expect([...variants(false).keys()]).toEqual(['none', 'insert', 'delete', 'swap', 'combined'])
  expect(variants(true).get('combined')).toEqual(['insert', 'delete', 'swap', 'synonyms'])
})

test('augmentation --json has the loss of every seed, and the differences to the plain run', async () => {
  const small = ['--documents', '8', '--validation', '6', '--seeds', '2', '--steps', '2', '--threads', '1']
  const run = await bench('augmentation', '--corpus', 'LICENSE', ...small, '--json')
  expect(run.status, run.stderr).toBe(0)
  const { rows, ...settings } = JSON.parse(run.stdout)
  expect(settings).toMatchObject({ training: 8, validation: 6, seeds: 2, steps: 2, rate: 0.1, threads: 1 })
  expect(rows.map(({ name }: { name: string }) => name)).toEqual([...variants(false).keys()])
  const [none, insert] = rows
  expect(none.losses).toHaveLength(2)
  expect(none).not.toHaveProperty('difference')
  expect(insert.difference.mean).toBeCloseTo(insert.loss - none.loss, 9)
  expect(insert.difference.low).toBeLessThan(insert.difference.mean)
})
