import type { Shape } from '../device/device.ts'
import { DtypeError, ShapeError } from '../errors.ts'
import { apply, type Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { broadcastShapes, formatShape, sizeAt } from '../tensor/shape.ts'
import { primitive } from './op.ts'

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
    if (a.dtype === 'int32' || b.dtype === 'int32')
      throw new DtypeError('matmul: multiplies floats; make int32 a float first, by mul(x, 1)')
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
 * The matrix product over the last two axes; the axes before them are broadcast.
 * @param a (…, m, k), or (…, k, m) with `transposeA`
 * @param b (…, k, n), or (…, n, k) with `transposeB`
 * @returns (…, m, n)
 * @throws ShapeError where the inner sizes differ
 * @example
 * await matmul(tensor([[1, 2]]), tensor([[3], [4]])).data() // [11]
 */
export const matmul = <A extends Operand, B extends Operand>(
  a: A,
  b: B,
  { transposeA = false, transposeB = false }: Partial<MatmulAttributes> = {},
): Result<A | B> => apply(matmulOp, [a, b], { transposeA, transposeB })
