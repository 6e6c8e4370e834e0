/** Orders of what is no ordinary number; conformance has the rest. */
import {
  apply,
  argsort,
  type Nested,
  type SortOptions,
  scope,
  sort,
  type Tensor,
  tensor,
  topK,
  unique,
  zeros,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { argsortOp } from '../../../packages/tensor/src/ops/sorting.ts'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { read } from './read.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

eachLeavesNoTensor()

const cells = fc.array(fc.constantFrom(infinity, -infinity, nan, 0, -0, 1, -2, 3.5), { maxLength: 20 })

describe.each(hostDevices)('on $name', (device) => {
  const x = (values: Nested) => tensor(values, { device })
  const descending = { descending: true }

  test('NaN is above any number: last, and first where the largest is', async () => {
    const row = [1, nan, infinity, -infinity, 0, nan]
    expect(await read(() => sort(x(row)))).toEqual([-infinity, 0, 1, infinity, nan, nan])
    expect(await read(() => argsort(x(row)))).toEqual([3, 4, 0, 2, 1, 5])
    expect(await read(() => sort(x(row), -1, descending))).toEqual([nan, nan, infinity, 1, 0, -infinity])
    expect(await read(() => argsort(x(row), -1, descending))).toEqual([1, 5, 2, 0, 4, 3])
  })

  test('equal ones stay in their order, both zeros too', async () => {
    expect(await read(() => argsort(x([2, 0, 2, -0, 2, 0])))).toEqual([1, 3, 5, 0, 2, 4])
    expect(await read(() => argsort(x([2, 0, 2, -0, 2, 0]), 0, descending))).toEqual([0, 2, 4, 1, 3, 5])
  })

  test('nothing is sorted, and one is', async () => {
    expect(await read(() => sort(zeros([2, 0], { device })))).toEqual([])
    expect(await read(() => sort(zeros([0, 2], { device })))).toEqual([])
    expect(await read(() => argsort(x([[7], [8]])))).toEqual([0, 0])
    expect(await read(() => sort(x([[3, 1], [2, 4]]), 0))).toEqual([2, 1, 3, 4]) // biome-ignore format: two rows
  })

  test('whole numbers are sorted as such', async () => {
    const whole = () => tensor([2 ** 24 + 1, 2 ** 24, -5], { dtype: 'int32', device })
    expect(await read(() => sort(whole()))).toEqual([-5, 2 ** 24, 2 ** 24 + 1])
    const sorted = scope(() => sort(whole()))
    expect(sorted.dtype).toBe('int32')
    sorted.dispose()
  })

  test.prop([cells], { numRuns: 30 })('in descending order it is the order of the k largest', async (row) => {
    const wanted = row.length === 0 ? [] : await read(() => topK(x(row), row.length).indices)
    expect(await read(() => argsort(x(row), -1, descending))).toEqual(wanted)
  })

  test.prop([cells, fc.boolean()], { numRuns: 30 })(
    'the order is what its definition gives',
    async (row, descending) => {
      const wanted = await read(() => {
        const [order] = argsortOp.define([x(row)], { descending })
        return order as Tensor // an operand of tensors is one
      })
      expect(await read(() => apply(argsortOp, [x(row)], { descending }))).toEqual(wanted)
    },
  )

  test('each value is there once, NaN too', async () => {
    const from = async (made: Tensor) => {
      const found = await unique(made)
      const values = [[...(await found.data())], found.dtype === 'int32', found.device] as const
      for (const each of [made, found]) each.dispose()
      return values
    }
    const row = [3, nan, -infinity, 3, nan, 0, -0, 10]
    const [values, isWhole, where] = await from(x(row))
    expect(values.map((value) => value + 0)).toEqual([-infinity, 0, 3, 10, nan])
    expect([isWhole, where]).toEqual([false, device])
    expect(await from(zeros([0, 3], { device }))).toEqual([[], false, device])
    expect(await from(tensor([[10, 9], [9, -1]], { dtype: 'int32', device }))).toEqual([[-1, 9, 10], true, device]) // biome-ignore format: two rows
  })
})

test('an axis or an option that there is not is refused', () => {
  scope(() => {
    expect(() => sort(tensor(1))).toThrow('sort: no axis -1 in 0 axes')
    expect(() => argsort(tensor([1]), 1)).toThrow('argsort: no axis 1 in 1 axes')
    const wrong = { stable: true } as SortOptions
    expect(() => sort(tensor([1]), 0, wrong)).toThrow('sort: there is no option stable; it takes descending')
    expect(() => argsort(tensor([1]), 0, wrong)).toThrow(
      'argsort: there is no option stable; it takes descending',
    )
  })
})
