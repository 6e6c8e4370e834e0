/** Dense arrays in plain arithmetic: what devices are held against. Nothing here is fast or clever. */
import { type Device, type Shape, Tensor } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'

export interface Plain {
  readonly shape: Shape
  readonly values: readonly number[]
  readonly dtype: 'float' | 'int32'
}

type Index = readonly number[]

/** All indices of a shape, the last axis fastest. */
export function indicesOf(shape: Shape): Index[] {
  const [size, ...rest] = shape
  if (size === undefined) return [[]]
  const inner = indicesOf(rest)
  return Array.from({ length: size }, (_, i) => inner.map((index) => [i, ...index])).flat()
}

/** The array whose cell at `index` is `cell(index)`. */
export const build = (
  shape: Shape,
  cell: (index: Index) => number,
  dtype: Plain['dtype'] = 'float',
): Plain => ({ shape, values: indicesOf(shape).map(cell), dtype })

/** The cell at `index`. */
export const at = ({ shape, values }: Plain, index: Index): number =>
  values[index.reduce((place, i, axis) => place * (shape[axis] ?? 1) + i, 0)] ?? Number.NaN

/** The cell that `index` of a larger shape reads: aligned at the last axis, axes of size 1 repeated. */
export const broadcastAt = (x: Plain, index: Index): number =>
  at(
    x,
    index.slice(index.length - x.shape.length).map((i, axis) => (x.shape[axis] === 1 ? 0 : i)),
  )

export const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0)

/** The largest of so many values that they can't be arguments of one call; at least `least`. */
export const maximum = (values: readonly number[], least: number): number =>
  values.reduce((most, value) => Math.max(most, value), least)

/** The largest magnitude; 0 where there is none. */
export const largest = ({ values }: Plain): number => maximum(values.map(Math.abs), 0)

export const absolute = (x: Plain): Plain => ({ ...x, values: x.values.map(Math.abs) })

/** The numbers 0 … count−1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

export const toTensor = ({ shape, values, dtype }: Plain, device: Device): Tensor =>
  Tensor.from(device, shape, dtype === 'int32' ? Int32Array.from(values) : Float64Array.from(values))

export const fromTensor = async (x: Tensor): Promise<Plain> => ({
  shape: x.shape,
  values: [...(await x.data())],
  dtype: x.dtype === 'int32' ? 'int32' : 'float',
})

/** A row of the last axis, and the shape of what is left. */
export const rowsOf = (x: Plain): number[][] => {
  const width = x.shape.at(-1) ?? 1
  return upTo(sizeOf(x.shape.slice(0, -1))).map((row) => x.values.slice(row * width, (row + 1) * width))
}
