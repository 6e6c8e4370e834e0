/** Parts of tensors, joined, taken apart, repeated and turned. */

import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { Result, ResultOf } from '../tensor/apply.ts'
import { checkList } from '../tensor/described.ts'
import { Literal } from '../tensor/literal.ts'
import { type Interpretable, type Operand, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { soleShape, soleSpec, together } from '../tensor/placed.ts'
import { formatShape, frontAxis, sameShape, sizeOf } from '../tensor/shape.ts'
import { axisOf, severalAxes, unsqueeze } from './axes.ts'
import { broadcastTo, concatenate, reshape } from './shapes.ts'
import { cellsAlong, padTo, slice } from './slice.ts'

/**
 * Tensors of one shape side by side, along a new axis at `axis` of the result. NumPy's and PyTorch's `stack`.
 * @throws ShapeError where there is none, or their shapes differ
 * @example
 * await stack([tensor([1, 2]), tensor([3, 4])]).data() // [1, 2, 3, 4]
 * await stack([tensor([1, 2]), tensor([3, 4])], -1).data() // [1, 3, 2, 4]
 */
export function stack<const Tensors extends readonly Operand[]>(
  tensors: Tensors,
  axis = 0,
): ResultOf<Tensors> {
  checkList('stack', tensors, 'tensors, as [a, b]')
  const [first] = tensors
  if (first === undefined) throw new ShapeError('stack: needs at least one tensor')
  const [shape, other] = [
    shapeOf(first),
    tensors.map(shapeOf).find((each) => !sameShape(each, shapeOf(first))),
  ]
  if (other) throw new ShapeError(`stack: shapes differ: ${formatShape(shape)} and ${formatShape(other)}`)
  const front = frontAxis('stack', axis, shape.length + 1)
  return scope(() => {
    const apart = together('stack', tensors).map((each) => unsqueeze<Operand>(each, front))
    return concatenate<readonly Operand[]>(apart, front) as ResultOf<Tensors>
  })
}

/** @throws ShapeError unless it is a whole number, not below `least` */
function checkWhole(name: string, what: string, count: number, least: number): void {
  if (!Number.isInteger(count) || count < least)
    throw new ShapeError(`${name}: ${what} must be a whole number from ${least}, not ${count}`)
}

/**
 * Parts of `size` cells along `axis`, the last with what is left, or parts of these sizes. PyTorch's `split`; NumPy's
 * takes how many parts there are to be, or where they begin.
 * @throws ShapeError where the sizes don't add up to the axis
 * @example
 * split(zeros([5, 2]), 2).map(({ shape }) => shape[0]) // [2, 2, 1]
 * split(zeros([5, 2]), [1, 4]).map(({ shape }) => shape[0]) // [1, 4]
 */
export function split<O extends Operand>(x: O, sizes: number | readonly number[], axis = 0): Result<O>[] {
  const { front, size } = axisOf('split', x, axis)
  if (typeof sizes === 'number') checkWhole('split', 'the size', sizes, 1)
  else checkList('split', sizes, 'sizes, as [2, 3], or one of them for all parts')
  const lengths =
    typeof sizes === 'number'
      ? Array.from({ length: Math.max(Math.ceil(size / sizes), 1) }, (_, i) =>
          Math.min(sizes, size - i * sizes),
        )
      : sizes
  for (const length of lengths) checkWhole('split', 'a size', length, 0)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (total !== size)
    throw new ShapeError(`split: ${formatShape(lengths)} are ${total} cells, but axis ${front} has ${size}`)
  let end = 0
  return lengths.map((length) => {
    end += length
    return cellsAlong(x, front, end - length, length) as Result<O>
  })
}

/**
 * At most `count` parts along `axis`, as large as each other but for the last. PyTorch's `chunk`.
 * @throws ShapeError on a count below 1
 * @example
 * chunk(zeros([5]), 2).map(({ shape }) => shape[0]) // [3, 2]
 */
export function chunk<O extends Operand>(x: O, count: number, axis = 0): Result<O>[] {
  checkWhole('chunk', 'the count', count, 1)
  const { size } = axisOf('chunk', x, axis)
  return split(x, size === 0 ? Array.from({ length: count }, () => 0) : Math.ceil(size / count), axis)
}

/**
 * `x` side by side with itself, so often along each axis. NumPy's and PyTorch's `tile`: `repeats` is aligned at the last
 * axis.
 * @throws ShapeError on a number of times that is none
 * @example
 * await tile(tensor([1, 2]), [2]).data() // [1, 2, 1, 2]
 * tile(tensor([1, 2]), [3, 1]).shape // [3, 2]
 */
export function tile<O extends Operand>(x: O, repeats: number | readonly number[]): Result<O> {
  const [given, own] = [[repeats].flat(), soleShape('tile', x)]
  const rank = Math.max(given.length, own.length)
  const times = [...Array.from({ length: rank - given.length }, () => 1), ...given]
  for (const each of times) checkWhole('tile', 'how often', each, 0)
  const shape = [...Array.from({ length: rank - own.length }, () => 1), ...own]
  return scope(() => {
    const apart = reshape<Operand>(
      x,
      shape.flatMap((size) => [1, size]),
    ) // (1, m, 1, n)
    const repeated = broadcastTo(
      apart,
      shape.flatMap((size, axis) => [times[axis] ?? 1, size]),
    ) // (r, m, s, n)
    return reshape(
      repeated,
      shape.map((size, axis) => size * (times[axis] ?? 1)),
    ) as Result<O>
  })
}

/**
 * Each cell `count` times along `axis`. NumPy's `repeat`, PyTorch's `repeat_interleave`.
 * @throws ShapeError on a count that is none
 * @example
 * await repeat(tensor([1, 2]), 2, 0).data() // [1, 1, 2, 2]
 */
export function repeat<O extends Operand>(x: O, count: number, axis: number): Result<O> {
  checkWhole('repeat', 'the count', count, 0)
  const { front, size } = axisOf('repeat', x, axis)
  const shape = shapeOf(x)
  return scope(() => {
    const repeated = broadcastTo<Operand>(unsqueeze(x, front + 1), shape.toSpliced(front + 1, 0, count))
    return reshape(repeated, shape.with(front, size * count)) as Result<O>
  })
}

/** What stands around a tensor. */
export interface PadOptions {
  /** 0 where left out. */
  readonly value?: number
}

/**
 * `x` with so many cells before and after it, along each axis. NumPy's `pad` with a constant.
 * @param widths [before, after] for each axis
 * @throws ShapeError where they are not one pair of whole numbers from 0 for each axis; RangeError on a value that no int32
 *   is, where `x` holds whole numbers
 * @example
 * await pad(tensor([5, 6]), [[1, 2]]).data() // [0, 5, 6, 0, 0]
 * await pad(tensor([5, 6]), [[0, 1]], { value: -1 }).data() // [5, 6, -1]
 */
export function pad<O extends Operand>(
  x: O,
  widths: readonly (readonly [before: number, after: number])[],
  options: PadOptions = {},
): Result<O> {
  checkOptions('pad', options, { value: 'number' })
  const { value = 0 } = options
  const { shape, dtype } = soleSpec('pad', x)
  const right = 'pairs [before, after], one for each axis'
  checkList('pad', widths, right)
  for (const pair of widths) checkList('pad', pair, right)
  if (widths.length !== shape.length || widths.some((pair: readonly number[]) => pair.length !== 2))
    throw new ShapeError(
      `pad: ${formatShape(shape)} needs ${shape.length} pairs [before, after], not ${widths.map(formatShape).join(', ')}`,
    )
  for (const width of widths.flat()) checkWhole('pad', 'a width', width, 0)
  if (value === 0 || total(widths.flat()) === 0)
    return padTo(
      x,
      widths.map(([before]) => before),
      shape.map((size, axis) => size + total(widths[axis])),
    ) as Result<O>
  if (dtype === 'int32' && value !== (value | 0)) throw new RangeError(`pad: ${value} is no int32`)
  const Values = dtype === 'int32' ? Int32Array : Float64Array
  return scope(() => {
    return widths.reduce<Operand>((inner, pair, axis) => {
      const filled = pair.map((width) => {
        const block = shapeOf(inner).with(axis, width)
        return new Literal(block, new Values(sizeOf(block)).fill(value))
      })
      return total(pair) === 0
        ? inner
        : concatenate<readonly Operand[]>([...filled.slice(0, 1), inner, ...filled.slice(1)], axis)
    }, x) as Result<O>
  })
}

const total = (pair: readonly number[] = []): number => pair.reduce((sum, width) => sum + width, 0)

/**
 * Backwards along these axes; along all where left out. NumPy's `flip`; PyTorch's asks for the axes.
 * @throws ShapeError where there are no such axes
 * @example
 * await flip(tensor([[1, 2], [3, 4]]), [1]).data() // [2, 1, 4, 3]
 */
export function flip<O extends Operand>(x: O, axes?: number | readonly number[]): Result<O> {
  const rank = soleShape('flip', x).length
  const turned = severalAxes('flip', axes, rank)
  return slice(
    x,
    [],
    [],
    Array.from({ length: rank }, (_, axis) => (turned.includes(axis) ? -1 : 1)),
  )
}

/**
 * Moved on by `shift` cells along `axis`; what leaves at the end comes back at the start. NumPy's and PyTorch's `roll`.
 * @throws ShapeError where there is no such axis, or the shift is not whole
 * @example
 * await roll(tensor([1, 2, 3, 4]), 1, 0).data() // [4, 1, 2, 3]
 */
export function roll<O extends Operand>(x: O, shift: number, axis: number): Result<O> {
  const { front, size } = axisOf('roll', x, axis)
  if (!Number.isInteger(shift)) throw new ShapeError(`roll: the shift must be a whole number, not ${shift}`)
  const first = size === 0 ? 0 : (((size - shift) % size) + size) % size // the cell that comes to the start
  return scope(() => {
    return concatenate<readonly Interpretable[]>(
      [cellsAlong(x, front, first, size - first), cellsAlong(x, front, 0, first)],
      front,
    ) as Result<O>
  })
}
