/** Numbers in arrays, as JavaScript writes them. */
import type { Shape, Values } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { described } from './described.ts'
import { formatShape, sizeOf } from './shape.ts'

/** Numbers in arrays of equal lengths, as deep as the tensor has axes. */
export type Nested = number | readonly Nested[]

/** Values in arrays of equal lengths, as deep as there are axes. */
export type Nest<T> = readonly (T | Nest<T>)[]

/** The shape that the first element of each array tells. */
export function shapeOfNested(values: Nested | Nest<boolean>): number[] {
  const shape: number[] = []
  for (let at: unknown = values; Array.isArray(at); at = at[0]) shape.push(at.length)
  return shape
}

/**
 * The numbers, row by row; 1 and 0 of booleans, where it is of them.
 * @throws ShapeError that names `op` on rows of different lengths; TypeError on what is of no such kind
 */
export function flattened(
  op: string,
  values: Nested | Nest<boolean>,
  kind: 'number' | 'boolean' = 'number',
): { readonly shape: Shape; readonly flat: Float64Array } {
  const shape = shapeOfNested(values)
  const flat = new Float64Array(sizeOf(shape))
  let next = 0
  const put = (part: unknown, depth: number) => {
    if (Array.isArray(part) && part.length === shape[depth]) for (const each of part) put(each, depth + 1)
    else if (typeof part === kind && depth === shape.length) flat[next++] = Number(part)
    else if (typeof part === kind || Array.isArray(part))
      throw new ShapeError(
        `${op}: a part at depth ${depth} has ${Array.isArray(part) ? part.length : 'no'} elements, where ${formatShape(shape)} needs ${shape[depth] ?? `a ${kind}`}`,
      )
    else throw new TypeError(`${op}: an array of ${kind}s has ${described(part)} in it`)
  }
  put(values, 0)
  return { shape, flat }
}

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
