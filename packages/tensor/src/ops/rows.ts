/** Ops that look rows up by number, and numbers by row. */

import { DtypeError, ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { apply, type Result, type ResultOf } from '../tensor/apply.ts'
import { integers, range } from '../tensor/literal.ts'
import type { Operand, Spec } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { checkShape, formatShape, sizeAt } from '../tensor/shape.ts'
import { inOrder, otherAxes } from './along.ts'
import { equal, neg } from './elementwise.ts'
import { checkFloats, floats, onFloats } from './floats.ts'
import { primitive } from './op.ts'
import { type ReduceOptions, reducedAxes, reducedShape, someAlong } from './reductions.ts'
import { reshape } from './shapes.ts'

/** @throws DtypeError, RangeError: it names the first value out of range and its index */
export function checkIds(op: string, what: string, ids: Spec, below: number, ignore?: number): void {
  if (ids.dtype !== 'int32') throw new DtypeError(`${op}: ${what} must be int32`)
  const wrong = ids.host?.findIndex((id) => id !== ignore && (id < 0 || id >= below)) ?? -1
  if (wrong >= 0)
    throw new RangeError(
      `${op}: ${what}[${wrong}] is ${ids.host?.[wrong]}, but must be in 0…${below - 1}${ignore === undefined ? '' : `, or ${ignore}`}`,
    )
}

export const gatherOp = primitive({
  name: 'gather',
  operands: ['table', 'ids'],
  outputs: ['rows'],
  infer([table, ids]) {
    const [rows, ...row] = table.shape
    if (rows === undefined) throw new ShapeError('gather: the table needs at least one axis')
    checkIds('gather', 'ids', ids, rows)
    return [{ shape: [...ids.shape, ...row], dtype: table.dtype }]
  },
  run: (device, [table, ids], _, [rows]) => device.gather(table, ids.buffer, rows.buffer),
})

/**
 * Row `ids[i]` of `table` for each i.
 * @param table (R, …)
 * @param ids any shape, int32 in 0…R−1; arrays of whole numbers are too
 * @returns (shape of ids, …)
 * @throws DtypeError, RangeError
 * @example
 * await gather(tensor([[1, 2], [3, 4]]), tensor([1, 1, 0], 'int32')).data() // [3, 4, 3, 4, 1, 2]
 */
export const gather = <T extends Operand, I extends Operand>(table: T, ids: I): ResultOf<[T, I]> =>
  apply(gatherOp, [table, integers('gather', ids)]) as ResultOf<[T, I]>

/**
 * The vector of each id: row `ids[i]` of `weight`. PyTorch's `embedding`.
 * @param ids any shape, int32 in 0…R−1
 * @param weight (R, H)
 * @returns (shape of ids, H)
 * @throws DtypeError, RangeError, as `gather` does
 * @example
 * await embedding(tensor([1, 0], 'int32'), tensor([[1, 2], [3, 4]])).data() // [3, 4, 1, 2]
 */
export const embedding = <I extends Operand, W extends Operand>(ids: I, weight: W): ResultOf<[W, I]> =>
  gather(weight, ids)

export const scatterAddOp = primitive({
  name: 'scatterAdd',
  operands: ['values', 'ids'],
  outputs: ['table'],
  infer([values, ids], { rows }: { readonly rows: number }) {
    checkShape('scatterAdd', [rows])
    checkIds('scatterAdd', 'ids', ids, rows)
    checkFloats('scatterAdd', [values])
    const [from, to] = [values.shape, ids.shape]
    if (to.some((size, axis) => size !== from[axis]))
      throw new ShapeError(
        `scatterAdd: values ${formatShape(from)} don't begin with the shape of ids, ${formatShape(to)}`,
      )
    return [{ shape: [rows, ...from.slice(to.length)], dtype: 'float' }]
  },
  run: (device, [values, ids], _, [table]) => device.scatterAdd(values.buffer, ids.buffer, table),
})

/**
 * A table of `rows` rows in which row r is the sum of the values whose id is r, in their order.
 * @param values (shape of ids, …)
 * @param ids int32 in 0…rows−1
 * @returns (rows, …)
 * @throws DtypeError, ShapeError; RangeError on an id out of range
 * @example
 * await scatterAdd(tensor([[1], [2], [4]]), tensor([1, 1, 0], 'int32'), 2).data() // [4, 3]
 */
export const scatterAdd = <V extends Operand, I extends Operand>(
  values: V,
  ids: I,
  rows: number,
): ResultOf<[V, I]> =>
  onFloats([values], (own) => apply(scatterAddOp, [own, integers('scatterAdd', ids)], { rows })) as ResultOf<
    [V, I]
  >

/**
 * 1 at the id, 0 elsewhere, along a new last axis; all 0 for an id out of range.
 * @param ids (…), int32
 * @returns (…, classes)
 * @example
 * await oneHot(tensor([1, 0], 'int32'), 3).data() // [0, 1, 0, 1, 0, 0]
 */
export const oneHot = <O extends Operand>(ids: O, classes: number): Result<O> =>
  scope(() => equal(reshape<Operand>(ids, [...soleShape('oneHot', ids), 1]), range(classes)) as Result<O>)

export const argmaxOp = primitive({
  name: 'argmax',
  operands: ['x'],
  outputs: ['index'],
  infer([x]) {
    const { shape } = x
    checkFloats('argmax', [x])
    if (shape.length === 0 || shape.at(-1) === 0)
      throw new ShapeError(`argmax: no elements along the last axis of ${formatShape(shape)}`)
    return [{ shape: shape.slice(0, -1), dtype: 'int32' }]
  },
  run: (device, [x], _, [index]) => device.argmax(x, index.buffer),
})

/** The index of the first maximum over the axes, which are laid out row by row. */
function firstLargest(
  name: string,
  x: Operand,
  options: ReduceOptions,
  key: (x: Operand) => Operand,
): Operand {
  const shape = soleShape(name, x)
  const axes = reducedAxes(name, shape, options)
  const count = someAlong(name, shape, axes)
  const others = otherAxes(shape, axes)
  return scope(() => {
    const rows = reshape(inOrder(key(x), [...others, ...axes]), [
      ...others.map((axis) => sizeAt(shape, axis)),
      count,
    ])
    return reshape<Operand>(apply(argmaxOp, [rows]), reducedShape(shape, axes, options.keepAxes))
  })
}

/**
 * The index (int32) of the first maximum over `axes`; NaN is above any number. Of several axes it is the index into their
 * elements, row by row: `indexOf` gives the place. NumPy's and PyTorch's `argmax`.
 * @throws ShapeError where there is no such axis, or nothing along it
 * @example
 * await argmax(tensor([[1, 5], [3, 2]]), { axes: [-1] }).data() // [1, 0]
 * await argmax(tensor([[1, 5], [3, 2]])).item() // 1
 */
export const argmax = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> =>
  firstLargest('argmax', x, options, floats) as Result<O>

/**
 * The index (int32) of the first minimum over `axes`; NaN is below any number. As `argmax`.
 * @throws ShapeError where there is no such axis, or nothing along it
 * @example
 * await argmin(tensor([[1, 5], [3, 2]]), { axes: [0] }).data() // [0, 1]
 */
export const argmin = <O extends Operand>(x: O, options: ReduceOptions = {}): Result<O> =>
  firstLargest('argmin', x, options, neg) as Result<O>
