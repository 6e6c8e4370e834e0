/** Indexing: what square brackets are in NumPy and PyTorch. */

import type { Shape, Values } from '../device/device.ts'
import { DeviceError, ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { checkList } from '../tensor/described.ts'
import { type Like, tensorOf } from '../tensor/like.ts'
import { Literal } from '../tensor/literal.ts'
import { viewed } from '../tensor/members.ts'
import { flattened, type Nest } from '../tensor/nested.ts'
import { type Operand, shapeOf, spec } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { formatShape, sameShape, sizeAt, sizeOf } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { otherAxes } from './along.ts'
import { gather } from './rows.ts'
import { reshape, transpose } from './shapes.ts'
import { boundsOf, type Slice, sliceOp } from './slice.ts'

/**
 * What stands for an axis in `at`: a number, a `slice`, `null` for the whole of it, whole numbers in arrays or an int32
 * tensor, or a mask over one or more axes, of booleans in arrays or a tensor of 0 and 1.
 */
export type Index = number | null | Slice | Nest<number> | Nest<boolean> | Int32Array | Like

/** Places along some neighbouring axes, taken as one. */
interface Lookup {
  readonly ids: Literal | Tensor
  /** How many axes of `x` they are counted along. */
  readonly axes: number
}

/** What is taken of an axis. */
interface Part {
  readonly start: number
  readonly step: number
  readonly count: number
  /** Whether the axis goes. */
  readonly drops: boolean
}

/**
 * Part of `x`, as `x[…]` is in NumPy and PyTorch: each index stands for the next axis, and axes that none is left for are
 * whole.
 *
 * - A number takes one cell, and its axis goes; a negative one counts from the end.
 * - `slice(start, end, step)` is Python's `start:end:step`, which ends where the axis does.
 * - `null` is the whole axis, Python's `:`. It makes no new axis, as NumPy's `None` does: that is `unsqueeze`.
 * - Whole numbers, in arrays or an int32 tensor of any shape, take these cells, and their axes stand where the axis stood
 *   (NumPy moves them to the front where a number stands apart from them).
 * - A mask, of booleans in arrays or a tensor of 0 and 1, takes the cells where it is true, row by row; it stands for as
 *   many axes as it has, and one comes of them. Its values say how many cells there are, so they must be known at once.
 *
 * There is one array or mask in a call. All are differentiable in `x`.
 * @throws ShapeError on too many indices, and on a mask of another shape; RangeError on an index that is out of range;
 *   DeviceError on a mask on a GPU: read it first, and give its values as booleans
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]])
 * await at(x, [0, slice(1, null)]).data() // [2, 3]
 * await at(x, [null, [2, 0]]).data() // [3, 1, 6, 4]
 * await at(x, [greater(x, 2)]).data() // [3, 4, 5, 6]
 */
export function at<O extends Operand>(x: O, indices: readonly Index[]): Result<O> {
  const shape = soleShape('at', x)
  checkList('at', indices, 'indices, as [0, null]')
  const parts: Part[] = []
  let found: (Lookup & { readonly axis: number }) | undefined
  indices.forEach((index, place) => {
    const axis = parts.length
    const size = shape[axis]
    if (size === undefined)
      throw new ShapeError(`at: no axis is left in ${formatShape(shape)} for index ${place}`)
    const lookup = lookupOf(index, shape, axis)
    if (lookup && found) throw new TypeError('at: takes one array or mask; index its result with the next')
    if (lookup) found = { ...lookup, axis }
    if (lookup) parts.push(...shape.slice(axis, axis + lookup.axes).map(whole))
    else parts.push(partOf(index as number | null | Slice, axis, shape))
  })
  parts.push(...shape.slice(parts.length).map(whole))
  return scope(() => {
    const taken = parts.every(({ count, step }, axis) => count === shape[axis] && step === 1)
      ? x
      : apply(sliceOp, [x as Operand], {
          starts: parts.map(({ start }) => start),
          steps: parts.map(({ step }) => step),
          shape: parts.map(({ count }) => count),
        })
    const kept = (from: number, to?: number) =>
      parts.slice(from, to).flatMap(({ count, drops }) => (drops ? [] : [count]))
    if (!found) return reshape<Operand>(taken, kept(0)) as Result<O>
    const { ids, axis, axes } = found
    const [before, after] = [kept(0, axis), kept(axis + axes)]
    const rows = reshape<Operand>(taken, [...before, sizeOf(shape.slice(axis, axis + axes)), ...after])
    return gatherAlong(rows, ids, before.length) as Result<O>
  })
}

/** The axes of `ids` in the place of one axis of `x`. */
function gatherAlong(x: Operand, ids: Literal | Tensor, axis: number): Operand {
  if (axis === 0) return gather(x, ids) as Operand
  const found = gather(transpose(x, [axis, ...otherAxes(shapeOf(x), [axis])]), ids) as Operand // (ids, before, after)
  const [first, rank] = [shapeOf(ids).length, shapeOf(found).length]
  const axes = Array.from({ length: rank }, (_, each) => each)
  return transpose(found, [
    ...axes.slice(first, first + axis),
    ...axes.slice(0, first),
    ...axes.slice(first + axis),
  ])
}

const whole = (count: number): Part => ({ start: 0, step: 1, count, drops: false })

function partOf(index: number | null | Slice, axis: number, shape: Shape): Part {
  const size = sizeAt(shape, axis)
  if (index === null) return whole(size)
  if (typeof index === 'number') return { start: inRange(index, axis, size), step: 1, count: 1, drops: true }
  if (typeof index !== 'object' || !('step' in index))
    throw new TypeError(`at: ${JSON.stringify(index)} is no index of axis ${axis}`)
  const { start, end, step } = index
  if (step === 0 || ![start ?? 0, end ?? 0, step].every(Number.isInteger))
    throw new RangeError(
      `at: slice(${start}, ${end}, ${step}) of axis ${axis} needs whole numbers, and a step that is not 0`,
    )
  const [from, count] = boundsOf(index, size, true)
  return { start: from, step, count, drops: false }
}

/** The index from the front. */
function inRange(index: number, axis: number, size: number): number {
  const front = index < 0 ? index + size : index
  if (!Number.isInteger(index) || front < 0 || front >= size)
    throw new RangeError(`at: ${index} is no index of axis ${axis}, which has size ${size}`)
  return front
}

/** The places that an array, a tensor or a mask names, if the index is one. */
function lookupOf(index: Index, shape: Shape, axis: number): Lookup | undefined {
  if (typeof index !== 'object' || index === null || 'step' in index) return undefined
  if (index instanceof Int32Array) return placesOf([index.length], index, axis, shape)
  if (isNest(index)) {
    const isMask = typeof firstOf(index) === 'boolean'
    const { shape: own, flat } = flattened('at', index, isMask ? 'boolean' : 'number')
    return isMask ? masked(own, flat, axis, shape) : placesOf(own, flat, axis, shape)
  }
  const value = tensorOf('at', index)
  const { device, [spec]: whole } = value
  if (whole.dtype === 'int32')
    return whole.host ? placesOf(whole.shape, whole.host, axis, shape) : { ids: value, axes: 1 }
  const values = device.peek?.(value[viewed].buffer)
  if (values === undefined)
    throw new DeviceError(
      `at: how much the mask of axis ${axis} takes is not known at once on ${device.name}; read it with data() and give booleans`,
    )
  return masked(whole.shape, values, axis, shape)
}

const isNest = (index: object): index is Nest<number> | Nest<boolean> => Array.isArray(index)

const firstOf = (nest: unknown): unknown => (Array.isArray(nest) ? firstOf(nest[0]) : nest)

function placesOf(own: Shape, values: Values, axis: number, shape: Shape): Lookup {
  const size = sizeAt(shape, axis)
  return {
    ids: new Literal(
      own,
      Int32Array.from(values, (value) => inRange(value, axis, size)),
    ),
    axes: 1,
  }
}

/** Where the mask is true. */
function masked(own: Shape, values: Values, axis: number, shape: Shape): Lookup {
  if (own.length === 0 || !sameShape(own, shape.slice(axis, axis + own.length)))
    throw new ShapeError(
      `at: a mask of ${formatShape(own)} is not over axis ${axis} and on of ${formatShape(shape)}; for indices, use whole numbers (int32)`,
    )
  const wrong = values.find((value) => value !== 0 && value !== 1)
  if (wrong !== undefined)
    throw new RangeError(`at: a mask is of 0 and 1, not ${wrong}; for indices, use whole numbers (int32)`)
  const places = Array.from(values, (value, place) => (value === 1 ? place : -1)).filter(
    (place) => place >= 0,
  )
  return { ids: new Literal([places.length], Int32Array.from(places)), axes: own.length }
}
