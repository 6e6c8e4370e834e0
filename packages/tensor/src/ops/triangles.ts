/** Halves of matrices. */

import { ShapeError } from '../errors.ts'
import type { Result } from '../tensor/apply.ts'
import { checkGiven } from '../tensor/described.ts'
import { Literal } from '../tensor/literal.ts'
import type { Operand } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { formatShape, sizeAt } from '../tensor/shape.ts'
import { where } from './elementwise.ts'

/** `x` where the last two axes' indices are such, 0 elsewhere, whatever is there. */
function half<O extends Operand>(
  name: string,
  x: O,
  k: number,
  keeps: (row: number, column: number) => boolean,
): Result<O> {
  const shape = soleShape(name, x)
  checkGiven(Number.isInteger(k), name, 'k', 'whole number', k)
  if (shape.length < 2) throw new ShapeError(`${name}: needs at least two axes, not ${formatShape(shape)}`)
  const [rows, columns] = [sizeAt(shape, -2), sizeAt(shape, -1)]
  const mask = Float32Array.from({ length: rows * columns }, (_, i) =>
    keeps(Math.floor(i / columns), i % columns) ? 1 : 0,
  )
  return where(new Literal([rows, columns], mask), x, 0) as Result<O>
}

/**
 * The lower triangle of each matrix, 0 above its `k`-th diagonal. NumPy's and PyTorch's `tril`; int32 comes as floats.
 * @param x (…, m, n)
 * @param k how many diagonals more to keep; fewer where negative
 * @throws ShapeError where there are no two axes
 * @example
 * await tril(tensor([[1, 2], [3, 4]])).data() // [1, 0, 3, 4]
 */
export const tril = <O extends Operand>(x: O, k = 0): Result<O> =>
  half('tril', x, k, (row, column) => column - row <= k)

/**
 * The upper triangle of each matrix, 0 below its `k`-th diagonal. NumPy's and PyTorch's `triu`; int32 comes as floats.
 * @param x (…, m, n)
 * @param k how many diagonals fewer to keep; more where negative
 * @throws ShapeError where there are no two axes
 * @example
 * await triu(tensor([[1, 2], [3, 4]]), 1).data() // [0, 2, 0, 0]
 */
export const triu = <O extends Operand>(x: O, k = 0): Result<O> =>
  half('triu', x, k, (row, column) => column - row >= k)
