/** Windows that are moved along an axis, as convolutions and pools have them. */

import { ShapeError } from '../errors.ts'
import type { Interpretable, Operand } from '../tensor/op.ts'
import { axisOf } from './axes.ts'
import { cellsAlong } from './slice.ts'

/** Where windows lie along an axis. */
export interface Windows {
  /** How many cells there are in each. */
  readonly size: number
  /** From the first cell of one to that of the next. */
  readonly stride: number
  /** From one cell of a window to the next. */
  readonly dilation: number
  /** How many cells are put before and after the axis. */
  readonly padding: number
}

/**
 * How many windows there are.
 * @throws ShapeError where they mean nothing, or none fits
 */
export function countOf(name: string, length: number, { size, stride, dilation, padding }: Windows): number {
  if (![size, stride, dilation, padding + 1].every((each) => Number.isInteger(each) && each > 0))
    throw new ShapeError(
      `${name}: size ${size}, stride ${stride} and dilation ${dilation} must be whole numbers from 1, padding ${padding} from 0`,
    )
  const spans = dilation * (size - 1) + 1
  const count = Math.floor((length + 2 * padding - spans) / stride) + 1
  if (count < 1)
    throw new ShapeError(
      `${name}: no window over ${spans} cells fits into ${length} and ${padding} of padding on each side`,
    )
  return count
}

/** For each cell of a window, what is there in all windows: `size` tensors with an axis of as many cells as windows. */
export function windowCells(name: string, padded: Operand, axis: number, windows: Windows): Interpretable[] {
  const { front, size: length } = axisOf(name, padded, axis)
  const { size, stride, dilation } = windows
  const count = countOf(name, length, { ...windows, padding: 0 })
  return Array.from({ length: size }, (_, cell) => cellsAlong(padded, front, cell * dilation, count, stride))
}
