/** Reductions of what is no ordinary number, and of nothing; conformance has the rest. */
import {
  argmax,
  argmin,
  max,
  mean,
  min,
  type Nested,
  prod,
  type ReduceOptions,
  scope,
  sum,
  tensor,
  zeros,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { read } from './read.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

eachLeavesNoTensor()

describe.each(hostDevices)('on $name', (device) => {
  const x = (values: Nested) => tensor(values, { device })
  const none = (...shape: number[]) => zeros(shape, { device })

  test('the smallest is the smallest, NaN where one is, and +∞ of nothing', async () => {
    expect(await read(() => min(x([3, -infinity, 2])))).toEqual([-infinity])
    expect(await read(() => min(x([3, nan, -infinity])))).toEqual([nan])
    expect(await read(() => min(none(2, 0), { axes: [-1] }))).toEqual([infinity, infinity])
    expect(await read(() => min(x(7)))).toEqual([7])
    expect(await read(() => min(tensor([3, -2], { dtype: 'int32', device })))).toEqual([-2])
  })

  test('the product of nothing is 1, and one 0 makes it 0, unless something is infinite', async () => {
    expect(await read(() => prod(none(2, 0), { axes: [1] }))).toEqual([1, 1])
    expect(await read(() => prod(none(0, 2), { axes: [1] }))).toEqual([])
    expect(await read(() => prod(x([[2, 0, 3]]), { axes: [1] }))).toEqual([0])
    expect(await read(() => prod(x([2, 0, infinity])))).toEqual([nan])
    expect(await read(() => prod(x([2, -infinity, 3])))).toEqual([-infinity])
    expect(await read(() => prod(x(7)))).toEqual([7])
    expect(await read(() => prod(tensor([3, -2], { dtype: 'int32', device })))).toEqual([-6])
  })

  test.prop([fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 }), fc.boolean()])(
    'a product has each factor once',
    async (count, width, first) => {
      const factors = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 2 : i % 3 === 1 ? 0.5 : -1))
      const rows = factors.map((factor) => Array.from({ length: width }, (_, i) => factor * 2 ** i))
      const across = Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? 0))
      const wanted = across.map((column) => column.reduce((product, factor) => product * factor, 1))
      expect(await read(() => prod(x(first ? rows : across), { axes: [first ? 0 : 1] }))).toEqual(wanted)
    },
  )

  test('the first of the largest is found over any axes, row by row, NaN above all', async () => {
    const block = [
      [
        [1, 9],
        [3, 9],
      ],
      [
        [8, 2],
        [4, 8],
      ],
    ]
    expect(await read(() => argmax(x(block)))).toEqual([1])
    expect(await read(() => argmax(x(block), { axes: [0] }))).toEqual([1, 0, 1, 0])
    expect(await read(() => argmax(x(block), { axes: [1] }))).toEqual([1, 0, 0, 1])
    expect(await read(() => argmax(x(block), { axes: [-1, 0] }))).toEqual([1, 1])
    expect(await read(() => argmin(x(block), { axes: [1, 2] }))).toEqual([0, 1])
    expect(await read(() => argmax(x([1, nan, infinity, nan])))).toEqual([1])
    expect(await read(() => argmin(x([1, nan, -infinity, nan])))).toEqual([1])
    expect(await read(() => argmin(x([1, -infinity, -infinity])))).toEqual([1])
    expect(await read(() => argmax(x(5)))).toEqual([0])
    expect(await read(() => argmax(tensor([3, 8], { dtype: 'int32', device })))).toEqual([1])
    expect(await read(() => argmax(none(0, 2), { axes: [1] }))).toEqual([])
  })

  test('an index is int32, and reduced axes stay with size 1 where they are to', () => {
    scope(() => {
      const found = argmin(x([[[1], [2], [3]]]), { axes: [0, -1], keepAxes: true })
      expect([found.shape, found.dtype]).toEqual([[1, 3, 1], 'int32'])
      expect(argmax(x([[1, 2]]), { keepAxes: true }).shape).toEqual([1, 1])
      expect(prod(x([[[1, 2]]]), { axes: [-1], keepAxes: true }).shape).toEqual([1, 1, 1])
      expect(min(x([[[1, 2]]]), { axes: [1], keepAxes: true }).shape).toEqual([1, 1, 2])
    })
  })

  test('nothing has no largest, and no mean', () => {
    scope(() => {
      const message = 'no elements along those axes of [2, 0]'
      expect(() => argmax(none(2, 0), { axes: [1] })).toThrow(`argmax: ${message}`)
      expect(() => argmin(none(2, 0))).toThrow(`argmin: ${message}`)
      expect(() => mean(none(2, 0), { axes: [-1] })).toThrow(`mean: ${message}`)
    })
  })
})

test('axes and options that there are not are refused by the name of what was called', () => {
  scope(() => {
    const x = tensor([[1, 2]])
    for (const [name, reduce] of Object.entries({ sum, max, min, mean, prod, argmax, argmin })) {
      expect(() => reduce(x, { axes: [2] })).toThrow(`${name}: no axis 2 in 2 axes`)
      expect(() => reduce(x, { axes: [0, -2] })).toThrow(`${name}: axis 0 is named twice in [0, -2]`)
      const wrong = { axis: 0 } as ReduceOptions
      expect(() => reduce(x, wrong)).toThrow(`${name}: there is no option axis; it takes axes, keepAxes`)
    }
  })
})
