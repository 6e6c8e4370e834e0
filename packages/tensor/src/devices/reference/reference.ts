/** The oracle of every test: each kernel as the loop that defines it, in float64. */

import type { Device, DeviceBuffer, Shape, Values } from '../../device/device.ts'
import { DeviceError } from '../../errors.ts'
import { compileFloat64 } from '../../scalar/evaluate.ts'
import { broadcastStrides, sizeOf, stridesOf } from '../../tensor/shape.ts'
import { eachCell } from './cells.ts'
import { matmul } from './matmul.ts'

interface ReferenceBuffer extends DeviceBuffer {
  readonly values: Values
}

/**
 * The device that others are checked against: float64, in loops that anybody can check.
 * @example
 * await exp(tensor([1], { device: reference })).item() // 2.718281828459045
 */
export const reference: Device<ReferenceBuffer> = {
  name: 'reference',
  floatType: 'float64',

  allocate(length, dtype) {
    if (dtype === 'float32') throw new DeviceError('reference: computes in float64, not in float32')
    return { length, dtype, values: dtype === 'int32' ? new Int32Array(length) : new Float64Array(length) }
  },
  release() {},
  part: ({ dtype, values }, offset, length) => ({
    length,
    dtype,
    values: values.subarray(offset, offset + length),
  }),
  upload: (values, buffer) => buffer.values.set(values),
  download: async (buffer) => buffer.values.slice(),
  peek: (buffer) => buffer.values,
  synchronize: async () => {},

  elementwise(graph, inputs, output) {
    const compute = compileFloat64(graph)
    const strides = inputs.map((input) => broadcastStrides(input.shape, output.shape))
    const arguments_: number[] = inputs.map(() => 0)
    eachCell(output.shape, strides, (to, from) => {
      inputs.forEach((input, i) => {
        arguments_[i] = input.buffer.values[from[i] ?? 0] ?? 0
      })
      output.buffer.values[to] = compute(arguments_)
    })
  },

  reduce(kind, input, axes, output) {
    const kept = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    output.values.fill(kind === 'sum' ? 0 : Number.NEGATIVE_INFINITY)
    eachCell(input.shape, [broadcastStrides(kept, input.shape)], (from, [to]) => {
      const [so, x] = [output.values[to] ?? 0, input.buffer.values[from] ?? 0]
      output.values[to] = kind === 'sum' ? so + x : Math.max(so, x)
    })
  },

  matmul: (a, b, transposes, output) =>
    matmul(
      { shape: a.shape, values: a.buffer.values },
      { shape: b.shape, values: b.buffer.values },
      transposes,
      {
        shape: output.shape,
        values: output.buffer.values,
      },
    ),

  copy(sources, pieces, output) {
    output.values.fill(0)
    for (const { source, shape, sourceOffset, sourceStrides, targetOffset, targetStrides } of pieces)
      eachCell(shape, [sourceStrides, targetStrides], (_, [from, to]) => {
        output.values[targetOffset + to] = sources[source]?.values[sourceOffset + from] ?? 0
      })
  },

  gather(table, ids, output) {
    const width = rowWidth(table.shape)
    ids.values.forEach((id, i) => {
      output.values.set(table.buffer.values.subarray(id * width, (id + 1) * width), i * width)
    })
  },

  scatterAdd(rows, ids, output) {
    const width = rowWidth(output.shape)
    output.buffer.values.fill(0)
    ids.values.forEach((id, i) => {
      for (let column = 0; column < width; column++) {
        const to = id * width + column
        output.buffer.values[to] = (output.buffer.values[to] ?? 0) + (rows.values[i * width + column] ?? 0)
      }
    })
  },

  argmax(input, output) {
    const width = input.shape.at(-1) ?? 1
    for (let row = 0; row < output.length; row++) {
      let best = 0
      let largest = input.buffer.values[row * width] ?? 0
      for (let column = 1; column < width && !Number.isNaN(largest); column++) {
        const x = input.buffer.values[row * width + column] ?? 0
        if (x > largest || Number.isNaN(x)) [best, largest] = [column, x]
      }
      output.values[row] = best
    }
  },
}

const rowWidth = (shape: Shape): number => (shape.length === 0 ? 1 : (stridesOf(shape)[0] ?? sizeOf(shape)))
