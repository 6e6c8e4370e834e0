import type { sumOfSquaresOp } from '../../../ops/reductions.ts'
import { input } from '../../../scalar/scalar.ts'
import { reduceRows } from '../kernels/reduce.ts'
import type { CreateFused } from './kernel.ts'

/** Squares as they are added up. */
export const sumOfSquares: CreateFused<typeof sumOfSquaresOp> =
  (runtime) =>
  ([{ buffer }], _, [output]) => {
    const all = { before: 1, size: buffer.length, after: 1 }
    reduceRows(runtime, 'sum', input(0).square(), [{ buffer, reading: 'cell' }], all, output.buffer)
  }
