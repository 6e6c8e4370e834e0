/** Numbers in arrays, as JavaScript writes them. */
import type { Shape, Values } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { formatShape, sizeOf } from './shape.ts'

/** Numbers in arrays of equal lengths, as deep as the tensor has axes. */
export type Nested = number | readonly Nested[]

/** The shape that the first element of each array tells. */
export function shapeOfNested(values: Nested): number[] {
  const shape: number[] = []
  for (let at: Nested | undefined = values; Array.isArray(at); at = at[0]) shape.push(at.length)
  return shape
}

/**
 * The numbers, row by row.
 * @throws ShapeError that names `op` on rows of different lengths; TypeError on what is no number
 */
export function flattened(
  op: string,
  values: Nested,
): { readonly shape: Shape; readonly flat: Float64Array } {
  const shape = shapeOfNested(values)
  const flat = new Float64Array(sizeOf(shape))
  let next = 0
  const put = (part: Nested, depth: number) => {
    if (Array.isArray(part) && part.length === shape[depth]) for (const each of part) put(each, depth + 1)
    else if (typeof part === 'number' && depth === shape.length) flat[next++] = part
    else if (typeof part === 'number' || Array.isArray(part))
      throw new ShapeError(
        `${op}: a part at depth ${depth} has ${typeof part === 'number' ? 'no' : part.length} elements, where ${formatShape(shape)} needs ${shape[depth] ?? 'a number'}`,
      )
    else throw new TypeError(`${op}: an array of numbers has ${described(part)} in it`)
  }
  put(values, 0)
  return { shape, flat }
}

/**
 * What errors call a value that is none of what was asked for.
 * @example
 * described(null) // 'null'
 * described('x') // 'the string "x"'
 */
export function described(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`
  if ('then' in value) return 'a promise: await it first'
  return `a value of ${value.constructor?.name ?? 'no class'}`
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
