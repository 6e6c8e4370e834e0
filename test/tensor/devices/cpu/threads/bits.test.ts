import { gradients, parameter } from '@cloze/autograd'
import {
  add,
  addLayerNorm,
  argmax,
  attention,
  type CpuDevice,
  createCpu,
  crossEntropy,
  disposeOf,
  dropout,
  dropoutKey,
  elementwise,
  gather,
  layerNorm,
  linear,
  matmul,
  max,
  mul,
  reshape,
  type Scalar,
  scatterAdd,
  scope,
  softmax,
  sum,
  sumOfSquares,
  type Tensor,
  tensor,
  transpose,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'

const devices = [1, 2, 3].map((threads) => createCpu({ threads }))
afterAll(() => {
  for (const device of devices) device.dispose()
})

/** Numbers whose sums depend on the order in which they are added. */
const values = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed) * 10 ** ((i % 7) - 3))

const own = elementwise('grownLate', (x: Scalar, y: Scalar) => x.exp().sub(y).mul(x.tanh()))

/** Large enough to be shared, and of sizes that no number of threads divides. */
const cases: Record<string, (device: CpuDevice, rows: number, columns: number) => Tensor> = {
  add: (device, rows, columns) => add(matrix(device, rows, columns), matrix(device, 1, columns)),
  'a user’s own op': (device, rows, columns) => own(matrix(device, rows, columns), 0.5),
  matmul: (device, rows, columns) => matmul(matrix(device, rows, columns), matrix(device, columns, 71)),
  'matmul of one row': (device, rows, columns) =>
    matmul(matrix(device, 1, columns), matrix(device, rows, columns), { transposeB: true }),
  'matmul of two rows': (device, rows, columns) =>
    matmul(matrix(device, 2, columns), matrix(device, columns, rows)),
  'matmul of few rows': (device, rows, columns) =>
    matmul(matrix(device, 3, columns), matrix(device, rows, columns), { transposeB: true }),
  'matmul of transposes': (device, rows, columns) =>
    matmul(matrix(device, rows, columns), matrix(device, rows, 33), { transposeA: true }),
  'a sum along rows': (device, rows, columns) => sum(matrix(device, rows, columns), { axes: [1] }),
  'a sum down columns': (device, rows, columns) => sum(matrix(device, rows, columns), { axes: [0] }),
  'a sum of all': (device, rows, columns) => sum(matrix(device, rows, columns)),
  max: (device, rows, columns) => max(matrix(device, rows, columns), { axes: [0] }),
  argmax: (device, rows, columns) => argmax(matrix(device, rows, columns), { axes: [-1] }),
  softmax: (device, rows, columns) => softmax(mul(matrix(device, rows, columns), 0.001)),
  transpose: (device, rows, columns) => transpose(matrix(device, rows, columns)),
  gather: (device, rows, columns) => gather(matrix(device, rows, columns), ids(device, 200, rows)),
  scatterAdd: (device, rows, columns) => scatterAdd(matrix(device, rows, columns), ids(device, rows, 7), 7),
  'bias and GELU in a linear layer': (device, rows, columns) =>
    linear(matrix(device, rows, columns), matrix(device, 40, columns), vector(device, 40), {
      activation: 'gelu',
    }),
  layerNorm: (device, rows, columns) =>
    layerNorm(matrix(device, rows, columns), vector(device, columns), vector(device, columns)),
  addLayerNorm: (device, rows, columns) => {
    const [x, residual] = [matrix(device, rows, columns), matrix(device, rows, columns, 1)]
    return addLayerNorm(x, residual, vector(device, columns), vector(device, columns))
  },
  dropout: (device, rows, columns) =>
    dropout(matrix(device, rows, columns), { rate: 0.1, key: dropoutKey(1, 2, 'test'), firstExample: 3 }),
  attention: (device, rows) => {
    const of = (seed: number) => reshape(matrix(device, 2 * rows, 32, seed), [2, rows, 32])
    return attention(of(1), of(2), of(3), undefined, { heads: 2 })
  },
  crossEntropy: (device, rows, columns) =>
    crossEntropy(matrix(device, rows, columns), ids(device, rows, columns)),
  'a sum of squares': (device, rows, columns) => sumOfSquares(matrix(device, rows, columns)),
  'a gradient': (device, rows, columns) => {
    const w = parameter(matrix(device, columns, 40))
    const [dw] = gradients(sum(softmax(matmul(matrix(device, rows, columns), w))), [w])
    disposeOf(w)
    return dw
  },
}

const matrix = (device: CpuDevice, rows: number, columns: number, seed = columns) =>
  tensor(values(rows * columns, seed), { shape: [rows, columns], device })
const vector = (device: CpuDevice, length: number) => tensor(values(length, length), { device })
const ids = (device: CpuDevice, length: number, below: number) =>
  tensor(
    Int32Array.from({ length }, (_, i) => (i * 7919) % below),
    { device },
  )

async function bits(device: CpuDevice, run: (device: CpuDevice) => Tensor): Promise<number[]> {
  const result = scope(() => run(device))
  const data = await result.data()
  result.dispose()
  return [...new Uint32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))]
}

describe('the bits do not depend on the number of threads', () => {
  for (const [name, run] of Object.entries(cases))
    test.prop([fc.integer({ min: 150, max: 420 }), fc.integer({ min: 201, max: 330 })], { numRuns: 8 })(
      name,
      async (rows, columns) => {
        const [one, ...others] = await Promise.all(
          devices.map((device) => bits(device, (each) => run(each, rows, columns))),
        )
        for (const other of others) expect(other).toEqual(one)
      },
    )
})

describe('a device', () => {
  test('says how many threads it has', () => {
    expect(devices.map(({ threads }) => threads)).toEqual([1, 2, 3])
    const device = createCpu()
    expect(device.threads).toBeGreaterThanOrEqual(1)
    device.dispose()
  })

  test('that was disposed of says so', () => {
    const device = createCpu({ threads: 2 })
    const x = matrix(device, 300, 300)
    add(x, x).dispose()
    device.dispose()
    expect(() => add(x, x)).toThrow('cpu: the device was disposed of')
    x.dispose()
  })
})
