import { reference, scope, type Tensor, tensor, tril, triu, zeros } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

async function of(body: (x: Tensor) => Tensor): Promise<number[]> {
  const y = scope(() => body(tensor([[1, 2, 3], [4, 5, Number.NaN]], { device: reference }))) // biome-ignore format: a matrix
  const values = [...(await y.data())]
  y.dispose()
  return values
}

test('the lower triangle, around any diagonal', async () => {
  expect(await of(tril)).toEqual([1, 0, 0, 4, 5, 0])
  expect(await of((x) => tril(x, 1))).toEqual([1, 2, 0, 4, 5, Number.NaN])
  expect(await of((x) => tril(x, -1))).toEqual([0, 0, 0, 4, 0, 0])
  expect(await of((x) => tril(x, -9))).toEqual([0, 0, 0, 0, 0, 0])
})

test('the upper triangle, around any diagonal', async () => {
  expect(await of(triu)).toEqual([1, 2, 3, 0, 5, Number.NaN])
  expect(await of((x) => triu(x, 2))).toEqual([0, 0, 3, 0, 0, 0])
  expect(await of((x) => triu(x, -1))).toEqual([1, 2, 3, 4, 5, Number.NaN])
})

test('each matrix of a stack, an empty one too; a vector is refused', () => {
  scope(() => {
    expect(tril(zeros([2, 0, 3])).shape).toEqual([2, 0, 3])
    expect(() => tril(zeros([3]))).toThrow('tril: needs at least two axes, not [3]')
    // @ts-expect-error from plain JavaScript
    expect(() => tril(zeros([2, 2]), '1')).toThrow('tril: k should be a whole number, not the string "1"')
    expect(() => triu(zeros([2, 2]), Number.NaN)).toThrow(
      'triu: k should be a whole number, not the number NaN',
    )
  })
})
