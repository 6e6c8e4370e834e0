import type { Shape } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { apply, type ResultOf } from '../tensor/apply.ts'
import { type Operand, shapeFor, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { together } from '../tensor/placed.ts'
import { broadcastShapes, formatShape, sizeAt } from '../tensor/shape.ts'
import { mul } from './elementwise.ts'
import { checkFloats, floats, onFloats } from './floats.ts'
import { primitive } from './op.ts'
import { reshape } from './shapes.ts'

export interface MatmulAttributes {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** (rows, columns) of the matrices in a stack, as they enter the product. */
function matrixOf(shape: Shape, transposed: boolean): [number, number] {
  const [rows, columns] = [sizeAt(shape, -2), sizeAt(shape, -1)]
  return transposed ? [columns, rows] : [rows, columns]
}

export const matmulOp = primitive({
  name: 'matmul',
  operands: ['a', 'b'],
  outputs: ['y'],
  infer([a, b], { transposeA, transposeB }: MatmulAttributes) {
    if (a.shape.length < 2 || b.shape.length < 2)
      throw new ShapeError(
        `matmul: needs two tensors of at least two axes, not ${formatShape(a.shape)} × ${formatShape(b.shape)}`,
      )
    checkFloats('matmul', [a, b])
    const [m, inner] = matrixOf(a.shape, transposeA)
    const [innerB, n] = matrixOf(b.shape, transposeB)
    if (inner !== innerB) {
      const mark = (transposed: boolean) => (transposed ? 'ᵀ' : '')
      throw new ShapeError(
        `matmul: inner sizes differ: ${formatShape(a.shape)}${mark(transposeA)} × ${formatShape(b.shape)}${mark(transposeB)} (${inner} ≠ ${innerB})`,
      )
    }
    const stack = broadcastShapes('matmul', [a.shape.slice(0, -2), b.shape.slice(0, -2)])
    return [{ shape: [...stack, m, n], dtype: 'float' }]
  },
  run: (device, [a, b], attributes, [y]) => device.matmul(a, b, attributes, y),
})

/**
 * The matrix product over the last two axes; the axes before them are broadcast. A vector counts as a row on the left and
 * as a column on the right, and that axis goes from the result: PyTorch's and NumPy's `matmul`.
 * @param a (…, m, k), or (…, k, m) with `transposeA`; (k)
 * @param b (…, k, n), or (…, n, k) with `transposeB`; (k)
 * @returns (…, m, n), without m or n where `a` or `b` is a vector
 * @throws ShapeError where the inner sizes differ
 * @example
 * await matmul(tensor([[1, 2]]), tensor([[3], [4]])).data() // [11]
 * await matmul(tensor([[1, 2], [3, 4]]), tensor([1, 10])).data() // [21, 43]
 */
export function matmul<A extends Operand, B extends Operand>(
  a: A,
  b: B,
  options: Partial<MatmulAttributes> = {},
): ResultOf<[A, B]> {
  checkOptions('matmul', options, { transposeA: 'boolean', transposeB: 'boolean' })
  const { transposeA = false, transposeB = false } = options
  const [left, right] = [shapeFor('matmul', a).length === 1, shapeFor('matmul', b).length === 1]
  if (!(left || right))
    return onFloats([a, b], (x, y) => apply(matmulOp, [x, y], { transposeA, transposeB })) as ResultOf<[A, B]>
  if ((left && transposeA) || (right && transposeB))
    throw new ShapeError('matmul: a vector has no other axis to be transposed with')
  return scope(() => {
    const [x, y] = together('matmul', [a, b])
    const [row, column] = [
      floats(left ? reshape<Operand>(x, [1, -1]) : x),
      floats(right ? reshape<Operand>(y, [-1, 1]) : y),
    ]
    const product = apply(matmulOp, [row, column], { transposeA, transposeB })
    const shape = shapeOf(product) // (…, m, n)
    const kept = shape.filter(
      (_, axis) => !((left && axis === shape.length - 2) || (right && axis === shape.length - 1)),
    )
    return reshape(product, kept) as ResultOf<[A, B]>
  })
}

/** @throws ShapeError unless both are vectors */
function checkVectors(name: string, a: Operand, b: Operand): void {
  if (shapeOf(a).length !== 1 || shapeOf(b).length !== 1)
    throw new ShapeError(
      `${name}: needs two vectors, not ${formatShape(shapeOf(a))} and ${formatShape(shapeOf(b))}`,
    )
}

/**
 * Σ aᵢ·bᵢ of two vectors. PyTorch's `dot`; NumPy's multiplies matrices too, as `matmul` does.
 * @returns a scalar
 * @throws ShapeError where they are no vectors of one length
 * @example
 * await dot(tensor([1, 2]), tensor([3, 4])).item() // 11
 */
export function dot<A extends Operand, B extends Operand>(a: A, b: B): ResultOf<[A, B]> {
  checkVectors('dot', a, b)
  return scope(() => matmul<Operand, Operand>(...together('dot', [a, b])) as ResultOf<[A, B]>)
}

/**
 * aᵢ·bⱼ for each i and j. PyTorch's `outer`.
 * @param a (m)
 * @param b (n)
 * @returns (m, n)
 * @throws ShapeError where they are no vectors
 * @example
 * await outer(tensor([1, 2]), tensor([3, 4])).data() // [3, 4, 6, 8]
 */
export function outer<A extends Operand, B extends Operand>(a: A, b: B): ResultOf<[A, B]> {
  checkVectors('outer', a, b)
  return scope(() => {
    const [x, y] = together('outer', [a, b])
    return mul(reshape<Operand>(x, [-1, 1]), y) as ResultOf<[A, B]>
  })
}
