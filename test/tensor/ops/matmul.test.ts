import { diagonal, dot, matmul, outer, scope, type Tensor, tensor, trace, zeros } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

for (const device of hostDevices)
  describe(device.name, () => {
    async function read(body: () => Tensor): Promise<[unknown, number[]]> {
      const y = scope(body)
      const values = [...(await y.data())]
      y.dispose()
      return [y.shape, values]
    }
    const vector = (...values: number[]) => tensor(values, { device })
    const matrix = () => tensor([[1, 2, 3], [4, 5, 6]], { device }) // biome-ignore format: a matrix
    const stack = () => tensor([[[1, 2, 3]], [[4, 5, 6]]], { device }) // (2, 1, 3)

    test('a vector is a row on the left and a column on the right, as in PyTorch', async () => {
      expect(await read(() => matmul(vector(1, 2, 3), vector(4, 5, 6)))).toEqual([[], [32]])
      expect(await read(() => matmul(vector(1, 10), matrix()))).toEqual([[3], [41, 52, 63]])
      expect(await read(() => matmul(matrix(), vector(1, 0, 10)))).toEqual([[2], [31, 64]])
      expect(await read(() => matmul(stack(), vector(1, 0, 10)))).toEqual([[2, 1], [31, 64]])
      expect(await read(() => matmul(vector(2), stack()))).toEqual([[2, 3], [2, 4, 6, 8, 10, 12]])
      expect(await read(() => matmul(vector(1, 0, 10), matrix(), { transposeB: true }))).toEqual([[2], [31, 64]])
      expect(await read(() => matmul(vector(), vector()))).toEqual([[], [0]])
      expect(await read(() => matmul(zeros([0, 2], { device }), vector(1, 2)))).toEqual([[0], []])
    }) // biome-ignore format: rows

    test('dot and outer take vectors alone', async () => {
      expect(await read(() => dot(vector(1, 2), vector(3, 4)))).toEqual([[], [11]])
      expect(await read(() => outer(vector(1, 2), vector(3, 4, 5)))).toEqual([[2, 3], [3, 4, 5, 6, 8, 10]])
      expect(await read(() => outer(vector(), vector(3)))).toEqual([[0, 1], []])
    }) // biome-ignore format: rows

    test('diagonals above and below, of each matrix of a stack, as NumPy has them', async () => {
      expect(await read(() => diagonal(matrix()))).toEqual([[2], [1, 5]])
      expect(await read(() => diagonal(matrix(), 1))).toEqual([[2], [2, 6]])
      expect(await read(() => diagonal(matrix(), 2))).toEqual([[1], [3]])
      expect(await read(() => diagonal(matrix(), -1))).toEqual([[1], [4]])
      expect(await read(() => diagonal(matrix(), 3))).toEqual([[0], []])
      expect(await read(() => diagonal(matrix(), -9))).toEqual([[0], []])
      expect(await read(() => diagonal(stack()))).toEqual([[3, 1], [1, 2, 3]])
      expect(await read(() => diagonal(zeros([0, 2], { device })))).toEqual([[0], []])
    }) // biome-ignore format: rows

    test('the trace is the sum of the diagonal', async () => {
      expect(await read(() => trace(matrix()))).toEqual([[], [6]])
      expect(await read(() => trace(tensor([[1, 2], [3, 4]], { dtype: 'int32', device })))).toEqual([[], [5]]) // biome-ignore format: a matrix
    })
  })

test('what is neither vector nor matrix, and does not fit, is refused', () => {
  scope(() => {
    const [x, v] = [zeros([2, 3]), zeros([3])]
    expect(() => matmul(x, zeros([]))).toThrow('matmul: needs two tensors of at least two axes')
    expect(() => matmul(v, x)).toThrow('matmul: inner sizes differ: [1, 3] × [2, 3] (3 ≠ 2)')
    expect(() => matmul(v, x, { transposeA: true })).toThrow('matmul: a vector has no other axis')
    const options: object = { transposeb: true }
    expect(() => matmul(x, x, options)).toThrow(
      'matmul: there is no option transposeb; it takes transposeA, transposeB',
    )
    expect(() => dot(v, x)).toThrow('dot: needs two vectors, not [3] and [2, 3]')
    expect(() => dot(v, zeros([4]))).toThrow('matmul: inner sizes differ: [1, 3] × [4, 1] (3 ≠ 4)')
    expect(() => outer(x, v)).toThrow('outer: needs two vectors, not [2, 3] and [3]')
    expect(() => diagonal(v)).toThrow('diagonal: [3] has no diagonal 0 of two axes')
    expect(() => diagonal(x, 0.5)).toThrow('diagonal: [2, 3] has no diagonal 0.5 of two axes')
  })
})
