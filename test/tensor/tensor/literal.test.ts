import { add, gather, matmul, mul, reference, scatterAdd, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

const on = { device: reference }
const t = () => tensor([1, 2], on)
const read = async (x: { data(): Promise<ArrayLike<number>> }) => Array.from(await x.data())

describe('arrays and numbers are operands', () => {
  test('nested arrays are as many axes as they are deep, typed arrays one', async () => {
    expect(await read(add(t(), [10, 20]))).toEqual([11, 22])
    expect(await read(add([[10], [20]], t()))).toEqual([11, 12, 21, 22])
    expect(await read(mul(t(), Float32Array.of(3, 4)))).toEqual([3, 8])
    expect(await read(matmul(tensor([[1, 2]], on), [[3], [4]]))).toEqual([11])
  })

  test('where ids are taken, they are whole numbers', async () => {
    const table = tensor([[1], [2], [3]], on)
    expect(await read(gather(table, [0, 2]))).toEqual([1, 3])
    expect(gather(table, [[0, 2]]).shape).toEqual([1, 2, 1])
    expect(gather(table, 1).shape).toEqual([1])
    expect(await read(scatterAdd(t(), [1, 1], 2))).toEqual([0, 3])
    expect(() => gather(table, [0.5])).toThrow(
      new RangeError('gather: ids are whole numbers, but one is 0.5'),
    )
    expect(() => gather(table, [3])).toThrow(new RangeError('gather: ids[0] is 3, but must be in 0…2'))
  })

  test('rows of different lengths are refused by the op', () => {
    expect(() => add(t(), [[1, 2], [3]])).toThrow(
      'add: a part at depth 1 has 1 elements, where [2, 2] needs 2',
    )
    expect(() => add(t(), [1, [2]])).toThrow(
      'add: a part at depth 1 has 1 elements, where [2] needs a number',
    )
  })
})
