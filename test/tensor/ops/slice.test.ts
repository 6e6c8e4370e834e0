import { reference, scope, slice, type Tensor, tensor, zeros } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

async function of(values: number[], body: (x: Tensor) => Tensor): Promise<number[]> {
  const y = scope(() => body(tensor(values, { device: reference })))
  const read = [...(await y.data())]
  y.dispose()
  return read
}

const five = [10, 11, 12, 13, 14]

test('negative starts and ends count from the end, and null is where the axis ends', async () => {
  expect(await of(five, (x) => slice(x, [-3], [-1]))).toEqual([12, 13])
  expect(await of(five, (x) => slice(x, [2], [null]))).toEqual([12, 13, 14])
  expect(await of(five, (x) => slice(x, [null], [-4]))).toEqual([10])
  expect(await of(five, (x) => slice(x, [], []))).toEqual(five)
})

test('steps leave cells out, and lead backwards where they are negative', async () => {
  expect(await of(five, (x) => slice(x, [], [], [2]))).toEqual([10, 12, 14])
  expect(await of(five, (x) => slice(x, [1], [4], [2]))).toEqual([11, 13])
  expect(await of(five, (x) => slice(x, [], [], [-1]))).toEqual(five.toReversed())
  expect(await of(five, (x) => slice(x, [3], [0], [-2]))).toEqual([13, 11])
  expect(await of(five, (x) => slice(x, [3], [null], [-2]))).toEqual([13, 11])
  expect(await of([], (x) => slice(x, [], [], [-1]))).toEqual([])
  expect(await of([7], (x) => slice(x, [], [], [-5]))).toEqual([7])
})

test('a block that is not inside its axis is refused, with negative bounds too', () => {
  scope(() => {
    expect(() => slice(zeros([4]), [-5], [2])).toThrow('slice: [-1] to [2] is not inside [4]')
    expect(() => slice(zeros([4]), [0], [5])).toThrow('slice: [0] to [5] is not inside [4]')
    expect(() => slice(zeros([4]), [4], [0], [-1])).toThrow(
      'slice: [4] to [0] in steps of [-1] is not inside [4]',
    )
    expect(() => slice(zeros([4]), [0], [4], [0])).toThrow('in steps of [0] is not inside [4]')
    expect(() => slice(zeros([4]), [0], [2.5])).toThrow('slice: [0] to [2.5] is not inside [4]')
  })
})

test.prop([fc.nat(5), fc.nat(5), fc.constantFrom(1, 2, 3)])(
  'a slice is what a loop takes, and its way back what the loop takes backwards',
  async (one, other, step) => {
    const [start, end] = [Math.min(one, other), Math.max(one, other)]
    const taken = five.filter((_, i) => i >= start && i < end && (i - start) % step === 0)
    expect(await of(five, (x) => slice(x, [start], [end], [step]))).toEqual(taken)
    const last = start + (taken.length - 1) * step
    const before = start === 0 ? null : start - 1
    if (taken.length > 0)
      expect(await of(five, (x) => slice(x, [last], [before], [-step]))).toEqual(taken.toReversed())
  },
)

test('with numbers it is an index of at', () => {
  expect(slice(1, -1)).toEqual({ start: 1, end: -1, step: 1 })
  expect(slice(null, null, -1)).toEqual({ start: null, end: null, step: -1 })
})
