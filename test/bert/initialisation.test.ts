import { random } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { normal, normalBut } from '../../packages/bert/src/initialisation.ts'

const draw = (seed: number, deviation = 0.02) => ({ stream: random(seed, 'initialisation'), deviation })

test('weights are normal: mean, deviation, kurtosis and tails', () => {
  const count = 100_000
  const values = normal([count], draw(1)).map((value) => value / 0.02)
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count
  expect(Math.abs(moment(1))).toBeLessThan(0.015)
  expect(moment(2)).toBeCloseTo(1, 1)
  expect(Math.abs(moment(3))).toBeLessThan(0.05)
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
  expect(Math.abs(values.filter((value) => Math.abs(value) < 1).length / count - 0.6827)).toBeLessThan(0.01)
})

test.prop([fc.nat(), fc.integer({ min: 1, max: 20 })])(
  'fewer values are the first of more',
  (seed, count) => {
    expect(normal([count], draw(seed))).toEqual(normal([count + 1], draw(seed)).subarray(0, count))
  },
)

test('the row of padding is 0, and changes no other', () => {
  const all = normal([4, 3], draw(1))
  expect(normalBut(2)([4, 3], draw(1))).toEqual(
    all.map((value, at) => (Math.floor(at / 3) === 2 ? 0 : value)),
  )
})

test('a row of padding is of a table: a parameter of another number of axes is refused', () => {
  for (const shape of [[4], [4, 3, 2]])
    expect(() => normalBut(0)(shape, draw(1))).toThrow(`needs a shape of 2 axes, not [${shape.join(', ')}]`)
})
