import type { Scalar } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { defined, elementwise } from './op.ts'
import { checkFloats, sumOfSquares } from './reductions.ts'

type S = Scalar

/** As many at once as a kernel may read on every device, with room for its output. */
const SIX = 6

const sumOfSix = elementwise('sumOfSix', (a: S, b: S, c: S, d: S, e: S, f: S) =>
  a.add(b).add(c.add(d)).add(e.add(f)),
)

/** The sum of scalars as a tree, six at a time: few ops, and an order that depends on their number alone. */
function total(parts: readonly [Operand, ...Operand[]]): Operand {
  const [first, ...others] = parts
  if (others.length === 0) return first
  const [next, ...rest] = Array.from({ length: Math.ceil(parts.length / SIX) }, (_, six) => {
    const at = (i: number): Operand => parts[SIX * six + i] ?? 0
    return sumOfSix(at(0), at(1), at(2), at(3), at(4), at(5))
  })
  return next === undefined ? first : total([next, ...rest])
}

export const squaredNormOp = defined({
  name: 'squaredNorm',
  operands: ['x', '...others'],
  outputs: ['y'],
  infer(tensors) {
    checkFloats('squaredNorm', tensors)
    return [{ shape: [], dtype: 'float' }]
  },
  define: ([x, ...others]) => [total([sumOfSquares(x), ...others.map((each) => sumOfSquares(each))])],
})

/**
 * Σ x² over all elements of several tensors: the square of the norm of all of them laid end to end, in one sweep where
 * the device has a kernel for it.
 * @param tensors at least one, of any shapes
 * @returns a scalar
 * @example
 * await squaredNorm([tensor([3]), tensor([[4]])]).item() // 25
 */
export const squaredNorm = <O extends Operand>(tensors: readonly [O, ...O[]]): Result<O> =>
  apply(squaredNormOp, tensors)
