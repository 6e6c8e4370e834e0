import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { collapse, offsetOf } from '../../../packages/tensor/src/device/axes.ts'
import { broadcastStrides, indexOf, sizeOf, stridesOf } from '../../../packages/tensor/src/tensor/shape.ts'

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
const flags = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })

/** Where the elements of a block lie, in their order. */
const walk = (shape: readonly number[], strides: readonly number[]) =>
  Array.from({ length: sizeOf(shape) }, (_, at) =>
    indexOf(shape, at).reduce((sum, place, axis) => sum + place * (strides[axis] ?? Number.NaN), 0),
  )

test.prop([shapes, flags])('collapsed axes walk every input as all of them do', (shape, narrow) => {
  const inputs = [
    stridesOf(shape),
    broadcastStrides(
      shape.map((size, axis) => (narrow[axis] ? 1 : size)),
      shape,
    ),
  ]
  const { sizes, strides } = collapse(shape, inputs)
  expect(strides.map((own) => walk(sizes, own))).toEqual(inputs.map((own) => walk(shape, own)))
})

test('a block that no input repeats is one axis', () => {
  expect(collapse([2, 3, 4], [stridesOf([2, 3, 4])])).toEqual({ sizes: [24], strides: [[1]] })
})

test.prop([shapes])('the offset of a block is the way to it along the outer axes', (outer) => {
  const strides = stridesOf([...outer, 5]).slice(0, -1)
  const offsets = Array.from({ length: sizeOf(outer) }, (_, block) => offsetOf(block, outer, strides))
  expect(offsets).toEqual(walk(outer, strides))
})
