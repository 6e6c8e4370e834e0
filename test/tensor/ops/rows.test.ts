/** Rows and numbers that only the device knows, or that are no ordinary numbers. */
import {
  concatenate,
  crossEntropy,
  gather,
  scatterAdd,
  scope,
  slice,
  type Tensor,
  tensor,
  topK,
  zeros,
} from '@cloze/tensor'
import { host } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

eachLeavesNoTensor()

async function read(...tensors: readonly Tensor[]): Promise<number[][]> {
  const all = await Promise.all(tensors.map(async (each) => [...(await each.data())]))
  for (const each of tensors) each.dispose()
  return all
}

describe.each(hostDevices)('the k largest on $name', (device) => {
  const largest = (row: readonly number[], k: number) => {
    const { values, indices } = scope(() => topK(tensor(row, { device }), k))
    return read(values, indices)
  }

  test('are different cells, where some are −∞', async () => {
    expect(await largest([5, -infinity], 2)).toEqual([
      [5, -infinity],
      [0, 1],
    ])
    expect(await largest([-infinity, -infinity, -infinity], 2)).toEqual([
      [-infinity, -infinity],
      [0, 1],
    ])
  })

  test('begin with NaN, and the first of equals comes first', async () => {
    expect(await largest([infinity, nan, -infinity, infinity, nan], 5)).toEqual([
      [nan, nan, infinity, infinity, -infinity],
      [1, 4, 0, 3, 2],
    ])
  })

  const cell = fc.constantFrom(infinity, -infinity, nan, 0, 1, -2)
  test.prop([fc.array(cell, { minLength: 1, maxLength: 7 })])(
    'are in the order of a stable sort with NaN above all',
    async (row) => {
      const above = (x: number, y: number) => (Number.isNaN(x) ? Number(!Number.isNaN(y)) : Number(x > y))
      const order = row
        .map((_, i) => i)
        .sort((i, j) => above(row[j] ?? 0, row[i] ?? 0) - above(row[i] ?? 0, row[j] ?? 0))
      expect(await largest(row, row.length)).toEqual([order.map((i) => row[i]), order])
    },
  )
})

describe.each(hostDevices)('row numbers that $name computed itself', (device) => {
  /** Their values are known on the device alone. */
  const computed = (values: number[]) =>
    slice(tensor([9, ...values], { dtype: 'int32', device }), [1], [values.length + 1])

  test('are checked at the call', () => {
    scope(() => {
      const ids = computed([300, -50])
      expect(ids[host]).toBeUndefined()
      expect(concatenate([ids, ids])[host]).toBeUndefined()
      const rows = zeros([2, 3], { device })
      expect(() => gather(rows, ids)).toThrow(new RangeError('gather: ids[0] is 300, but must be in 0…1'))
      expect(() => scatterAdd(rows, ids, 2)).toThrow(
        new RangeError('scatterAdd: ids[0] is 300, but must be in 0…1'),
      )
    })
  })

  test('are checked where they are labels, of which one counts as none', () => {
    scope(() => {
      const logits = zeros([2, 2], { device })
      expect(() => crossEntropy(logits, computed([1, 7]))).toThrow(
        new RangeError('crossEntropy: labels[1] is 7, but must be in 0…1, or -100'),
      )
      expect(crossEntropy(logits, computed([1, -100])).shape).toEqual([])
    })
  })
})
