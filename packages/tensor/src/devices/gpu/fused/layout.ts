/** What the fused kernels of rows share: a tensor as rows of its last axis, and how operands are read in them. */
import type { View } from '../../../device/device.ts'
import type { Rows } from '../kernels/reduce.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { type Operand, offsetOperand } from '../runtime/operands.ts'

interface RowLayout {
  /** (rows, width) */
  readonly shape: readonly [number, number]
  /** For reductions along each row. */
  readonly alongRows: Rows
  /** For reductions down each column. */
  readonly downColumns: Rows
  /** A tensor of the whole shape. */
  cells(buffer: GpuBuffer): Operand
  /** One element for each row. */
  perRow(buffer: GpuBuffer): Operand
  /** One element for each column. */
  perColumn(buffer: GpuBuffer): Operand
  /** One element for all. */
  one(buffer: GpuBuffer): Operand
  /** The number of the column itself. */
  readonly column: Operand
}

export function layoutOf({ buffer, shape }: View<GpuBuffer>): RowLayout {
  const width = shape.at(-1) ?? 1
  const rows = width === 0 ? 0 : buffer.length / width
  return {
    shape: [rows, width],
    alongRows: { before: rows, size: width, after: 1 },
    downColumns: { before: 1, size: rows, after: width },
    cells: (each) => ({ buffer: each, strides: [width, 1] }),
    perRow: (each) => ({ buffer: each, strides: [1, 0] }),
    perColumn: (each) => ({ buffer: each, strides: [0, 1] }),
    one: (each) => ({ buffer: each, strides: [0, 0] }),
    column: offsetOperand([0, 1]),
  }
}
