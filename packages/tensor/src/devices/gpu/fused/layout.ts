/** What the fused kernels of rows share: a tensor as rows of its last axis, and how operands are read in them. */
import type { View } from '../../../device/device.ts'
import type { Rows } from '../kernels/reduce.ts'
import { type Operand, placeOperand } from '../runtime/operands.ts'
import type { GpuSlot } from '../runtime/slot.ts'

interface RowLayout {
  /** (rows, width) */
  readonly shape: readonly [number, number]
  /** For reductions along each row. */
  readonly alongRows: Rows
  /** For reductions down each column. */
  readonly downColumns: Rows
  /** A tensor of the whole shape. */
  cells(slot: GpuSlot): Operand
  /** One element for each row. */
  perRow(slot: GpuSlot): Operand
  /** One element for each column. */
  perColumn(slot: GpuSlot): Operand
  /** One element for all. */
  one(slot: GpuSlot): Operand
  /** The number of the column itself. */
  readonly column: Operand
}

export function layoutOf({ slot, shape }: View<GpuSlot>): RowLayout {
  const width = shape.at(-1) ?? 1
  const rows = width === 0 ? 0 : slot.length / width
  return {
    shape: [rows, width],
    alongRows: { before: rows, size: width, after: 1 },
    downColumns: { before: 1, size: rows, after: width },
    cells: (each) => ({ slot: each, strides: [width, 1] }),
    perRow: (each) => ({ slot: each, strides: [1, 0] }),
    perColumn: (each) => ({ slot: each, strides: [0, 1] }),
    one: (each) => ({ slot: each, strides: [0, 0] }),
    column: placeOperand([0, 1]),
  }
}
