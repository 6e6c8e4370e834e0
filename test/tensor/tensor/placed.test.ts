import {
  conv1d,
  crossEntropy,
  dot,
  einsum,
  layerNorm,
  linear,
  matmul,
  outer,
  reference,
  stack,
  takeAlong,
  tensor,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

const on = { device: reference }
const read = async (x: { data(): Promise<ArrayLike<number>> }) => Array.from(await x.data())

describe('arrays are operands of what is made of several ops', () => {
  const x = () => tensor([[1, 2], [3, 4]], on) // biome-ignore format: a matrix
  test.each([
    ['matmul with a vector', () => matmul(x(), [1, 10]), [21, 43]],
    ['outer', () => outer(tensor([1, 2], on), [3, 4]), [3, 4, 6, 8]],
    ['dot', () => dot([1, 2], tensor([3, 4], on)), [11]],
    ['einsum', () => einsum('ij,j->i', x(), [1, 10]), [21, 43]],
    ['stack', () => stack([tensor([1, 2], on), [3, 4]]), [1, 2, 3, 4]],
    ['conv1d', () => conv1d([[[1, 2, 3]]], tensor([[[1, 10]]], on), { bias: [1] }), [22, 33]],
    ['linear', () => linear(x(), [[1, 1]], [0.5]), [3.5, 7.5]],
    ['layerNorm', () => layerNorm(tensor([[1, 3]], on), [1, 1], [0, 10]), [-1, 11]],
    ['takeAlong', () => takeAlong(x(), [[1], [0]]), [2, 3]],
    ['crossEntropy', () => crossEntropy(tensor([[0, 0]], on), [1]), [Math.LN2]],
  ] as const)('%s', async (_, run, expected) => {
    const found = await read(run())
    expect(found).toHaveLength(expected.length)
    found.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 9)
    })
  })

  test.each([
    ['einsum', () => einsum('i,->i', tensor([1, 2], on), 3), [3, 6]],
    ['stack', () => stack([2, tensor(1, on)]), [2, 1]],
    ['conv1d', () => conv1d(tensor([[[1, 2]]], on), [[[1]], [[2]]], { bias: 5 }), [6, 7, 7, 9]],
    ['takeAlong', () => takeAlong([5, 7], tensor([1], { dtype: 'int32', ...on })), [7]],
  ] as const)('%s takes numbers, too', async (_, run, expected) => {
    expect(await read(run())).toEqual(expected)
  })

  test('where all are arrays, none says on which device', () => {
    const made = () => [stack([[1, 2]]), outer([1], [2])]
    expect(made).toThrow(new TypeError('stack: needs at least one tensor among its operands'))
  })
})
