import type { Scalar } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { checkList } from '../tensor/described.ts'
import type { Operand } from '../tensor/op.ts'
import { checkFloats, onFloats } from './floats.ts'
import { defined, elementwise } from './op.ts'
import { sumOfSquares } from './reductions.ts'

type S = Scalar

/** As many at once as a kernel may read on every device, with room for its output. */
export const sumOfSix = elementwise('sumOfSix', (a: S, b: S, c: S, d: S, e: S, f: S) =>
  a.add(b).add(c.add(d)).add(e.add(f)),
)

type Six<T> = readonly [T, T, T, T, T, T]

/**
 * The sum of scalars as a tree, six at a time: few ops, and an order that depends on their number alone.
 * @param parts at least one
 * @param sumOf adds up six, zeros among them where there are fewer left
 */
export function totalBySixes<T>(parts: readonly T[], sumOf: (six: Six<T | 0>) => T): T {
  const [first] = parts
  if (first === undefined) throw new RangeError('totalBySixes: there is nothing to add up')
  if (parts.length === 1) return first
  const sumFrom = (start: number): T => {
    const at = (i: number): T | 0 => parts[start + i] ?? 0
    return sumOf([at(0), at(1), at(2), at(3), at(4), at(5)])
  }
  const sums = Array.from({ length: Math.ceil(parts.length / 6) }, (_, six) => sumFrom(6 * six))
  return totalBySixes(sums, sumOf)
}

export const squaredNormOp = defined({
  name: 'squaredNorm',
  operands: ['x', '...others'],
  outputs: ['y'],
  infer(tensors) {
    checkFloats('squaredNorm', tensors)
    return [{ shape: [], dtype: 'float' }]
  },
  define: (tensors) => [
    totalBySixes<Operand>(
      tensors.map((each) => sumOfSquares(each)),
      (six) => sumOfSix(...six),
    ),
  ],
})

/**
 * Σ x² over all elements of several tensors: the square of the norm of all of them laid end to end, in one sweep where
 * the device has a kernel for it.
 * @param tensors at least one, of any shapes
 * @returns a scalar
 * @example
 * await squaredNorm([tensor([3]), tensor([[4]])]).item() // 25
 */
export function squaredNorm<O extends Operand>(tensors: readonly [O, ...O[]]): Result<O> {
  checkList('squaredNorm', tensors, 'tensors, as [a, b]')
  return onFloats<readonly Operand[], Operand>(tensors, (first, ...others) =>
    apply(squaredNormOp, [first, ...others]),
  ) as Result<O>
}
