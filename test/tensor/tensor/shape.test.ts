import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import {
  broadcastShapes,
  broadcastStrides,
  frontAxes,
  indexOf,
  sizeOf,
  stridesOf,
} from '../../../packages/tensor/src/tensor/shape.ts'

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, each, axis) => sum + each * (b[axis] ?? Number.NaN), 0)

test.prop([shapes])('an index times the strides is the number of the element', (shape) => {
  const strides = stridesOf(shape)
  for (let element = 0; element < sizeOf(shape); element++)
    expect(dot(indexOf(shape, element), strides)).toBe(element)
})

test.prop([shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(4)])(
  'a shape is repeated along its axes of size 1, and those it lacks in front',
  (shape, narrow, cut) => {
    const from = shape.map((size, axis) => (narrow[axis] ? 1 : size)).slice(cut)
    expect(broadcastShapes('add', [from, shape])).toEqual(shape)
    expect(broadcastShapes('add', [shape, from])).toEqual(shape)
    const strides = broadcastStrides(from, shape)
    const read = Array.from({ length: sizeOf(shape) }, (_, at) => dot(indexOf(shape, at), strides))
    expect(new Set(read)).toEqual(new Set(Array.from({ length: sizeOf(from) }, (_, at) => at)))
  },
)

test('sizes that differ, and axes that are not there, are errors with the op and the shapes', () => {
  expect(() => broadcastShapes('add', [[2, 3], [4]])).toThrow(
    "add: can't broadcast [2, 3] with [4] (3 ≠ 4 at axis -1)",
  )
  expect(() => frontAxes('sum', [2], 2)).toThrow('sum: no axis 2 in 2 axes')
  expect(() => frontAxes('sum', [1, -1], 2)).toThrow('sum: axis 1 is named twice in [1, -1]')
  expect(frontAxes('sum', [-1, 0], 3)).toEqual([0, 2])
})
