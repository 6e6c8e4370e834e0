import type { Shape, Values } from '../device/device.ts'

/** Numbers in arrays of equal lengths, as deep as the tensor has axes. */
export type Nested = number | readonly Nested[]

/** Elements row by row, in nested arrays. */
export function nested(values: Values, shape: Shape): Nested {
  let next = 0
  const at = (depth: number): Nested => {
    const size = shape[depth]
    if (size === undefined) return values[next++] ?? Number.NaN
    return Array.from({ length: size }, () => at(depth + 1))
  }
  return at(0)
}
