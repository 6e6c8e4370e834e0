/** Diagonals of matrices. */

import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { Result } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { formatShape } from '../tensor/shape.ts'
import { floats } from './floats.ts'
import { sum } from './reductions.ts'
import { reshape, transpose } from './shapes.ts'
import { cellsAlong } from './slice.ts'

/**
 * The diagonal of the first two axes, as the last axis. NumPy's and PyTorch's `diagonal`.
 * @param x (m, n, …)
 * @param offset which one: above the main one where positive, below where negative
 * @returns (…, d); d is 0 where there is no such diagonal
 * @throws ShapeError where there are no two axes, or the offset is not whole
 * @example
 * await diagonal(tensor([[1, 2], [3, 4]])).data() // [1, 4]
 * await diagonal(tensor([[1, 2], [3, 4]]), 1).data() // [2]
 */
export const diagonal = <O extends Operand>(x: O, offset = 0): Result<O> => diagonalOf('diagonal', x, offset)

function diagonalOf<O extends Operand>(name: string, x: O, offset: number): Result<O> {
  const [rows, columns, ...rest] = soleShape(name, x)
  if (rows === undefined || columns === undefined || !Number.isInteger(offset))
    throw new ShapeError(`${name}: ${formatShape(shapeOf(x))} has no diagonal ${offset} of two axes`)
  const [down, right] = [Math.max(-offset, 0), Math.max(offset, 0)]
  const count = Math.max(Math.min(rows - down, columns - right), 0)
  const axes = [0, ...rest.map((_, axis) => axis + 1)]
  return scope(() => {
    const cells = reshape<Operand>(x, [rows * columns, ...rest]) // (m·n, …)
    const start = count === 0 ? 0 : down * columns + right
    return transpose(cellsAlong(cells, 0, start, count, columns + 1), [...axes.slice(1), 0]) as Result<O> // (…, d)
  })
}

/**
 * The sum of the main diagonal of the first two axes. NumPy's and PyTorch's `trace`.
 * @param x (m, n, …)
 * @returns (…)
 * @throws ShapeError where there are no two axes
 * @example
 * await trace(tensor([[1, 2], [3, 4]])).item() // 5
 */
export const trace = <O extends Operand>(x: O): Result<O> =>
  scope(() => sum<Operand>(floats(diagonalOf<Operand>('trace', x, 0)), { axes: [-1] }) as Result<O>)
