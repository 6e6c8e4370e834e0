/** The matrix product as sums of products: all transposes and repeated stacks are strides. */

import type { Device, Shape } from '../../../device/device.ts'
import { broadcastStrides } from '../../../tensor/shape.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { contract, type Factor } from './contract.ts'

export const createMatmul =
  (runtime: Runtime): Device<GpuBuffer>['matmul'] =>
  (a, b, { transposeA, transposeB }, output) => {
    const stack = output.shape.slice(0, -2)
    const [a0, a1] = matrixStrides(a.shape, transposeA)
    const [b0, b1] = matrixStrides(b.shape, transposeB)
    const factors: Record<'a' | 'b', Factor> = {
      a: { buffer: a.buffer, strides: [...stackStrides(a.shape, stack), a0, 0], along: a1 },
      b: { buffer: b.buffer, strides: [...stackStrides(b.shape, stack), 0, b1], along: b0 },
    }
    const inner = a.shape.at(transposeA ? -2 : -1) ?? 0
    if (inner === 0) runtime.constant(0, output.buffer)
    else contract(runtime, { sizes: output.shape, ...factors, inner }, output.buffer)
  }

/** From row to row, and from column to column, of the matrix as it enters the product. */
function matrixStrides(shape: Shape, transposed: boolean): [number, number] {
  const columns = shape.at(-1) ?? 1
  return transposed ? [1, columns] : [columns, 1]
}

function stackStrides(shape: Shape, stack: Shape): number[] {
  const matrix = (shape.at(-2) ?? 1) * (shape.at(-1) ?? 1)
  return broadcastStrides(shape.slice(0, -2), stack).map((stride) => stride * matrix)
}
