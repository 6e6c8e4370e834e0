import type { Shape } from '../../device/device.ts'
import { sizeOf } from '../../tensor/shape.ts'

/**
 * Visits every cell of a row-major block in order: `visit` gets its number, and where it lies in each of several
 * arrays that are read with `strides`. The array of offsets is reused.
 */
export function eachCell<const Strides extends readonly (readonly number[])[]>(
  shape: Shape,
  strides: Strides,
  visit: (cell: number, offsets: { readonly [Index in keyof Strides]: number }) => void,
): void
export function eachCell(
  shape: Shape,
  strides: readonly (readonly number[])[],
  visit: (cell: number, offsets: readonly number[]) => void,
): void {
  const cells = sizeOf(shape)
  const index = shape.map(() => 0)
  const offsets = strides.map(() => 0)
  for (let cell = 0; cell < cells; cell++) {
    visit(cell, offsets)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = (index[axis] ?? 0) + 1
      const back = at === shape[axis] ? at : 0 // the steps to take back when this axis starts again
      index[axis] = at - back
      strides.forEach((stride, i) => {
        offsets[i] = (offsets[i] ?? 0) + (stride[axis] ?? 0) * (1 - back)
      })
      if (back === 0) break
    }
  }
}
