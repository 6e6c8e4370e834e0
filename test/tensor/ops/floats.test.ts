import {
  add,
  addLayerNorm,
  argmax,
  attention,
  attentionProbabilities,
  conv1d,
  cumulativeSum,
  DtypeError,
  dot,
  dropout,
  einsum,
  interpret,
  layerNorm,
  linear,
  linearCrossEntropy,
  liveTensors,
  matmul,
  meanSquaredError,
  type Operand,
  outer,
  packedAttention,
  packedDropout,
  scatterAdd,
  softmax,
  squaredNorm,
  sum,
  sumOfSquares,
  Tensor,
  tensor,
  topK,
} from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../../host-devices.ts'
import { swept } from '../../swept.ts'

swept()

const key = { high: 1, low: 2 }
const m = [[1, 2], [3, 5]] // biome-ignore format: a matrix
const v = [3, 7]

/** What each gives of operands in arrays, which `as` makes tensors of. */
const calls: Readonly<Record<string, (as: (values: Nested) => Operand) => unknown>> = {
  linear: (as) => linear(as(m), as(m), as(v), { activation: 'relu' }),
  layerNorm: (as) => layerNorm(as(m), as(v), as(v)),
  addLayerNorm: (as) => addLayerNorm(as(m), as([[4, 1], [1, 0]]), as(v), as(v)), // biome-ignore format: a matrix
  attention: (as) => attention(as([m]), as([m]), as([m]), as([[1, 0]]), { heads: 2 }),
  attentionProbabilities: (as) => attentionProbabilities(as([m]), as([m]), as([[1, 1]]), { heads: 1 }),
  packedAttention: (as) => packedAttention(as(m), as(m), as(m), { lengths: [2], heads: 1 }),
  dropout: (as) => dropout(as(m), { rate: 0.5, key }),
  packedDropout: (as) => packedDropout(as(m), { lengths: [1, 1], rate: 0.5, key }),
  'dropout of none': (as) => dropout(as(m), { rate: 0, key }),
  linearCrossEntropy: (as) => linearCrossEntropy(as(m), as(m), as(v), [0, 1]),
  matmul: (as) => matmul(as(m), as(m)),
  'matmul of a vector': (as) => matmul(as(m), as(v)),
  dot: (as) => dot(as(v), as(v)),
  outer: (as) => outer(as(v), as(v)),
  einsum: (as) => einsum('ij,jk->ik', as(m), as(m)),
  conv1d: (as) => conv1d(as([m]), as([m])),
  scatterAdd: (as) => scatterAdd(as(m), [1, 1], 2),
  sum: (as) => sum(as(m), { axes: [0] }),
  sumOfSquares: (as) => sumOfSquares(as(m)),
  squaredNorm: (as) => squaredNorm([as(m), as(v)]),
  softmax: (as) => softmax(as(m), 0),
  topK: (as) => topK(as(m), 1),
  argmax: (as) => argmax(as(m)),
  cumulativeSum: (as) => cumulativeSum(as(m)),
  meanSquaredError: (as) => meanSquaredError(as(v), as(v)),
}

type Nested = number | readonly Nested[]

const read = (given: unknown): Promise<unknown[]> =>
  Promise.all(
    (given instanceof Tensor ? [given] : Object.values(given as object)).map(async (each) => [
      each.dtype,
      each.shape,
      await each.data(),
    ]),
  )

for (const device of hostDevices)
  describe(device.name, () => {
    for (const [name, call] of Object.entries(calls))
      test(`${name} counts whole numbers as floats`, async () => {
        const floats = await read(call((values) => tensor(values, { device })))
        expect(await read(call((values) => tensor(values, { device, dtype: 'int32' })))).toEqual(floats)
      })
  })

test('an Int32Array is an operand too', async () => {
  const [x, w] = [tensor([[1, 2]]), tensor([[1, 0], [0, 1]])] // biome-ignore format: a matrix
  expect([...(await linear(x, w, Int32Array.of(1, 1)).data())]).toEqual([2, 3])
  expect([...(await layerNorm(x, Int32Array.of(1, 1), Int32Array.of(0, 10), { epsilon: 0 }).data())]).toEqual(
    [-1, 11],
  )
  expect([...(await dot(tensor([1, 2]), Int32Array.of(3, 4)).data())]).toEqual([11])
  expect([...(await add(tensor([1, 2]), Int32Array.of(3, 4)).data())]).toEqual([4, 6])
})

test('what they became as floats is gone', () => {
  const [x, w] = [tensor([[1, 2]], 'int32'), tensor([[1, 0]], 'int32')]
  const before = liveTensors()
  linear(x, w).dispose()
  sumOfSquares(x).dispose()
  matmul(x, w, { transposeB: true }).dispose()
  expect(liveTensors()).toBe(before)
})

test('an op that is called as such refuses them', () => {
  const x = tensor([[1, 2]], 'int32')
  const refused = (name: string) =>
    new DtypeError(`${name}: computes with floats; make int32 a float first, by cast(x, 'float')`)
  expect(() => interpret(ops.linear, [x, x], { activation: 'none' })).toThrow(refused('linear'))
  expect(() => interpret(ops.dropout, [x], { rate: 0.5, key, firstExample: 0 })).toThrow(refused('dropout'))
  expect(() => interpret(ops.squaredNorm, [x])).toThrow(refused('squaredNorm'))
  expect(() => interpret(ops.sum, [x], { axes: [0] })).toThrow(refused('sum'))
})
