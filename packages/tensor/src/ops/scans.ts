/** Sums and products of all elements up to each, along one axis. */
import { scope } from '../memory.ts'
import type { Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { soleShape } from '../tensor/placed.ts'
import { frontAxis, sizeAt, sizeOf } from '../tensor/shape.ts'
import { add, mul } from './elementwise.ts'
import { floats } from './floats.ts'
import { concatenate, reshape } from './shapes.ts'
import { slice } from './slice.ts'

/** Each element joined with the one 1, then 2, 4, 8, … before it, which holds as many already. Hillis & Steele 1986. */
function scan(
  name: string,
  x: Operand,
  axis: number,
  join: (before: Operand, y: Operand) => Operand,
): Operand {
  const shape = soleShape(name, x)
  const front = frontAxis(name, axis, shape.length)
  const [before, size, after] = [shape.slice(0, front), sizeAt(shape, front), shape.slice(front + 1)]
  const rows = sizeOf(before)
  let y: Operand = reshape<Operand>(floats(x), [rows, size, sizeOf(after)])
  const from = (start: number, end: number) => slice(y, [0, start], [rows, end])
  for (let reach = 1; reach < size; reach *= 2)
    y = scope(() => concatenate([from(0, reach), join(from(0, size - reach), from(reach, size))], 1))
  return reshape(y, shape)
}

/**
 * The sum of each element and all before it along `axis`, the last where left out. NumPy's and PyTorch's `cumsum`, along one
 * axis.
 * @returns of the shape of `x`
 * @throws ShapeError where there is no such axis
 * @example
 * await cumulativeSum(tensor([1, 2, 3])).data() // [1, 3, 6]
 */
export const cumulativeSum = <O extends Operand>(x: O, axis = -1): Result<O> =>
  scope(() => scan('cumulativeSum', x, axis, add) as Result<O>)

/**
 * The product of each element and all before it along `axis`, the last where left out. NumPy's and PyTorch's `cumprod`,
 * along one axis; the gradient is right where elements are 0.
 * @returns of the shape of `x`
 * @throws ShapeError where there is no such axis
 * @example
 * await cumulativeProduct(tensor([1, 2, 3, 4])).data() // [1, 2, 6, 24]
 */
export const cumulativeProduct = <O extends Operand>(x: O, axis = -1): Result<O> =>
  scope(() => scan('cumulativeProduct', x, axis, mul) as Result<O>)
