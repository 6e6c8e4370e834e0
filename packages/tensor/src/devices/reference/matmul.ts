import type { Shape, Transposes, Values } from '../../device/device.ts'
import { broadcastStrides, sizeAt } from '../../tensor/shape.ts'
import { eachCell } from './cells.ts'

interface Block {
  readonly shape: Shape
  readonly values: Values
}

/** output[…, i, j] = Σ over k of a[…, i, k]·b[…, k, j]. */
export function matmul(a: Block, b: Block, { transposeA, transposeB }: Transposes, output: Block): void {
  const [m, n] = [sizeAt(output.shape, -2), sizeAt(output.shape, -1)]
  const inner = sizeAt(a.shape, transposeA ? -2 : -1)
  const [rowA, columnA] = transposeA ? [1, m] : [inner, 1]
  const [rowB, columnB] = transposeB ? [1, inner] : [n, 1]
  const stack = output.shape.slice(0, -2)
  const stridesOf = ({ shape }: Block) => broadcastStrides(shape.slice(0, -2), stack)
  eachCell(stack, [stridesOf(a), stridesOf(b)], (matrix, [stackA, stackB]) => {
    const startA = stackA * m * inner
    const startB = stackB * inner * n
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let total = 0
        for (let k = 0; k < inner; k++)
          total +=
            (a.values[startA + i * rowA + k * columnA] ?? 0) *
            (b.values[startB + k * rowB + j * columnB] ?? 0)
        output.values[matrix * m * n + i * n + j] = total
      }
  })
}
