import { Variable } from '@cloze/autograd'
import {
  at,
  type Device,
  greater,
  type Index,
  type Nested,
  reference,
  type Shape,
  scope,
  slice,
  type Tensor,
  tensor,
  zeros,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

/** 0…23 in (2, 3, 4). */
const cube = (device: Device) =>
  tensor(
    Float64Array.from({ length: 24 }, (_, i) => i),
    { shape: [2, 3, 4], device },
  )

/** What NumPy 2 gives for `x[…]` there, but that it moves axes where an array stands apart from a number. */
const cases: readonly [what: string, indices: readonly Index[], shape: Shape, values: readonly number[]][] = [
  ['nothing', [], [2, 3, 4], Array.from({ length: 24 }, (_, i) => i)],
  ['numbers', [1, -1, 2], [], [22]],
  ['one number', [-1], [3, 4], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]],
  ['a whole axis', [0, null, 1], [3], [1, 5, 9]],
  ['a slice', [0, slice(1, -1), null], [1, 4], [4, 5, 6, 7]],
  ['a slice that ends beyond the axis', [1, slice(2, 99), slice(-99, 2)], [1, 2], [20, 21]],
  ['a slice of nothing', [0, slice(2, 1)], [0, 4], []],
  ['steps backwards', [0, slice(null, null, -2), slice(-2, null, -1)], [2, 3], [10, 9, 8, 2, 1, 0]],
  ['steps backwards from beyond', [0, 0, slice(9, -9, -3)], [2], [3, 0]],
  ['whole numbers', [[1, 0, -1], 0], [3, 4], [12, 13, 14, 15, 0, 1, 2, 3, 12, 13, 14, 15]],
  ['whole numbers in two axes', [0, [[2, 0], [1, 1]], 0], [2, 2], [8, 0, 4, 4]],
  ['no whole numbers', [0, []], [0, 4], []],
  ['an Int32Array in the middle', [slice(1), Int32Array.of(2, 0), slice(1, 3)], [1, 2, 2], [21, 22, 13, 14]],
  ['whole numbers at the end', [1, null, [3, 0]], [3, 2], [15, 12, 19, 16, 23, 20]],
  ['booleans', [1, [true, false, true], slice(3)], [2, 1], [15, 23]],
  ['booleans over two axes', [[[true, false, false], [false, true, true]], 1], [3], [1, 17, 21]],
  ['booleans that are all false', [0, 0, [false, false, false, false]], [0], []],
  ['a number apart from an array', [0, null, [1, 0]], [3, 2], [1, 0, 5, 4, 9, 8]],
] // biome-ignore format: a table

for (const device of hostDevices)
  describe(device.name, () => {
    async function read(body: () => Tensor): Promise<[Shape, number[]]> {
      const y = scope(body)
      const values = [...(await y.data())]
      y.dispose()
      return [y.shape, values]
    }

    test.each(cases)('%s', async (_, indices, shape, values) => {
      expect(await read(() => at(cube(device), indices))).toEqual([shape, values])
    })

    test('tensors of whole numbers, and masks that were computed, in a variable too', async () => {
      const two = (values: Nested) => tensor(values, { dtype: 'int32', device })
      expect(await read(() => at(cube(device), [1, two([[-1], [0]]), 3]))).toEqual([[2, 1], [23, 15]])
      expect(await read(() => at(cube(device), [greater(cube(device), 20)]))).toEqual([[3], [21, 22, 23]])
      const mask = () => new Variable(greater(tensor([3, 1, 2], { device }), 1.5))
      expect(await read(() => at(cube(device), [0, mask(), 0]))).toEqual([[2], [0, 8]])
      expect(await read(() => at(two([7, 8, 9]), [[2, 0]]))).toEqual([[2], [9, 7]])
      expect(await read(() => at(zeros([0, 2], { device }), [slice(null, null, -1), 1]))).toEqual([[0], []])
    }) // biome-ignore format: rows
  })

const python = (length: number, start: number | null, end: number | null, step: number): number[] => {
  const places: number[] = []
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const bound = (value: number | null, orElse: number) =>
    value === null ? orElse : Math.min(Math.max(value < 0 ? value + length : value, low), high)
  const last = bound(end, step > 0 ? high : low)
  for (let i = bound(start, step > 0 ? low : high); step > 0 ? i < last : i > last; i += step) places.push(i)
  return places
}

const bounds = fc.option(fc.integer({ min: -7, max: 7 }))

test.prop([fc.nat(5), bounds, bounds, fc.constantFrom(1, 2, 3, -1, -2, -3)])(
  "a slice takes what Python's takes",
  async (length, start, end, step) => {
    const y = scope(() =>
      at(
        tensor(
          Int32Array.from({ length }, (_, i) => i),
          { device: reference },
        ),
        [slice(start, end, step)],
      ),
    )
    expect([...(await y.data())]).toEqual(python(length, start, end, step))
    y.dispose()
  },
)

test('what is no index is refused, with its axis and the size there', () => {
  scope(() => {
    const x = zeros([2, 3])
    expect(() => at(x, [0, 3])).toThrow(new RangeError('at: 3 is no index of axis 1, which has size 3'))
    expect(() => at(x, [-3])).toThrow('at: -3 is no index of axis 0, which has size 2')
    expect(() => at(x, [0.5])).toThrow('at: 0.5 is no index of axis 0')
    expect(() => at(x, [[0, 2]])).toThrow('at: 2 is no index of axis 0, which has size 2')
    expect(() => at(x, [tensor([5], 'int32')])).toThrow('at: 5 is no index of axis 0, which has size 2')
    expect(() => at(x, [0, 0, 0])).toThrow('at: no axis is left in [2, 3] for index 2')
    expect(() => at(x, [slice(0, 2, 0)])).toThrow('at: slice(0, 2, 0) of axis 0 needs whole numbers')
    expect(() => at(x, [[[0], [0, 1]]])).toThrow('at: a part at depth 1 has 2 elements, where [2, 1] needs 1')
    expect(() => at(x, [[0], [1]])).toThrow('at: takes one array or mask')
    expect(() => at(x, [[true]])).toThrow('at: a mask of [1] is not over axis 0 and on of [2, 3]')
    expect(() => at(x, [tensor([0, 2])])).toThrow('at: a mask is of 0 and 1, not 2; for indices')
    expect(() => at(x, [tensor(1)])).toThrow('at: a mask of [] is not over axis 0')
    const wrong: readonly Index[] = JSON.parse('["0"]')
    expect(() => at(x, wrong)).toThrow('at: "0" is no index of axis 0')
  })
})

test('a mask on a device that shows no values is refused, and says what to do', () => {
  const { peek: _, ...blind } = reference
  scope(() => {
    const device = { ...blind, name: 'blind' }
    const x = zeros([2], { device })
    expect(() => at(x, [greater(x, 0)])).toThrow(
      'at: how much the mask of axis 0 takes is not known at once on blind; read it with data() and give booleans',
    )
    expect(at(x, [[true, false]]).shape).toEqual([1])
  })
})
