/** Tensors that a rule fills, and tensors like others. */

import type { Shape } from '../device/device.ts'
import { type Like, tensorOf } from '../tensor/like.ts'
import { checkShape, sizeOf } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { created, filled, type MakingOptions } from './create.ts'

/** The tensor whose element number i is `value(i)`. */
function made(name: string, shape: Shape, options: MakingOptions, value: (i: number) => number): Tensor {
  checkShape(name, shape)
  const values = new Float64Array(sizeOf(shape))
  for (let i = 0; i < values.length; i++) values[i] = value(i)
  return created(name, values, shape, options)
}

/**
 * start, start + step, … up to `end`, which is left out: NumPy's and PyTorch's `arange`. With one number that is `end`,
 * and `start` is 0; the step is 1 where left out. It is empty where the steps lead away from `end`, as in NumPy.
 * @param options float, on `cpu`, where left out
 * @returns (n), n = ⌈(end − start) / step⌉
 * @throws RangeError on a step of 0 and on what is no finite number
 * @example
 * await arange(3).data() // [0, 1, 2]
 * await arange(1, 2, 0.25).data() // [1, 1.25, 1.5, 1.75]
 * arange(2, 5, { dtype: 'int32' }).dtype // 'int32'
 */
export function arange(end: number, options?: MakingOptions): Tensor
export function arange(start: number, end: number, options?: MakingOptions): Tensor
export function arange(start: number, end?: number, step?: number, options?: MakingOptions): Tensor
export function arange(...given: readonly (number | MakingOptions | undefined)[]): Tensor {
  const numbers = given.filter((each) => typeof each === 'number')
  const [options = {}] = given.filter((each) => typeof each === 'object')
  const [start = Number.NaN, end = Number.NaN, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers
  const count = Math.ceil((end - start) / step)
  if (!Number.isFinite(count))
    throw new RangeError(
      `arange: from ${start} to ${end} in steps of ${step} is no end; give finite numbers, and a step that is not 0`,
    )
  return made('arange', [Math.max(count, 0)], options, (i) => start + i * step)
}

/**
 * `count` numbers at equal distances from `start` to `end`, both of them in it. NumPy's and PyTorch's `linspace`.
 * @returns (count); `start` alone where that is 1
 * @throws ShapeError on a count that is none
 * @example
 * await linspace(0, 1, 5).data() // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, end: number, count: number, options: MakingOptions = {}): Tensor {
  const last = count - 1
  return made('linspace', [count], options, (i) =>
    i > 0 && i === last ? end : start + i * ((end - start) / Math.max(last, 1)),
  )
}

/**
 * Ones on the diagonal, zeros beside it. NumPy's and PyTorch's `eye`.
 * @param columns as many as rows where left out
 * @returns (rows, columns)
 * @throws ShapeError on sizes that no tensor has
 * @example
 * await eye(2).data() // [1, 0, 0, 1]
 */
export const eye = (rows: number, columns = rows, options: MakingOptions = {}): Tensor =>
  made('eye', [rows, columns], options, (i) => (i % columns === Math.floor(i / columns) ? 1 : 0))

/**
 * A tensor of one value, with the shape, the dtype and the device of `x`; of a variable, those of its value. It is a
 * constant: no gradient flows through it. NumPy's and PyTorch's `full_like`.
 * @throws RangeError on a value that no int32 is, where `x` holds whole numbers
 * @example
 * await fullLike(tensor([[1, 2]]), 7).data() // [7, 7]
 */
export const fullLike = (x: Like, value: number): Tensor => alike('fullLike', x, value)

function alike(name: string, x: Like, value: number): Tensor {
  const { shape, dtype, device } = tensorOf(name, x)
  return filled(name, shape, value, { dtype: dtype === 'int32' ? dtype : 'float', device })
}

/**
 * Zeros, with the shape, the dtype and the device of `x`: `fullLike(x, 0)`.
 * @example
 * zerosLike(tensor([1, 2], 'int32')).dtype // 'int32'
 */
export const zerosLike = (x: Like): Tensor => alike('zerosLike', x, 0)

/**
 * Ones, with the shape, the dtype and the device of `x`: `fullLike(x, 1)`.
 * @example
 * await onesLike(tensor([3, 4])).data() // [1, 1]
 */
export const onesLike = (x: Like): Tensor => alike('onesLike', x, 1)
