/** Tensors from values on the host. */

import type { Device, Shape, Values } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import type { Nested } from '../tensor/nested.ts'
import { checkShape, formatShape, indexOf, sizeOf } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { cpu } from './cpu/cpu.ts'

/** What a tensor is to hold, and where. */
export interface TensorOptions {
  /** `float` is the device's float type. */
  readonly dtype?: 'float' | 'int32'
  /** For typed arrays; one axis where left out. */
  readonly shape?: Shape
  /** `cpu` where left out. */
  readonly device?: Device
}

/**
 * A tensor that holds `values`.
 * @param values nested arrays, or a typed array with `shape`; an Int32Array gives int32
 * @param options the dtype alone, or options; on `cpu` where no device is given
 * @throws ShapeError on rows of different lengths, or values that don't fill the shape; RangeError on a value that no
 *   int32 is
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 */
export function tensor(values: Nested | Values, options: TensorOptions | 'float' | 'int32' = {}): Tensor {
  const { dtype, shape, device = cpu } = typeof options === 'string' ? { dtype: options } : options
  if (ArrayBuffer.isView(values)) {
    const own = shape ?? [values.length]
    return Tensor.from(device, own, as(values, own, dtype))
  }
  const found = shapeOfNested(values)
  const flat: number[] = []
  flatten(values, found, 0, flat)
  return Tensor.from(device, shape ?? found, as(Float64Array.from(flat), shape ?? found, dtype))
}

/**
 * A tensor of one value everywhere. NumPy's and PyTorch's `full`.
 * @param shape [] for a scalar
 * @param options float, on `cpu`, where left out
 * @throws ShapeError on a shape that is none
 * @example
 * await full([2, 2], 7).data() // [7, 7, 7, 7]
 */
export const full = (shape: Shape, value: number, options: Omit<TensorOptions, 'shape'> = {}): Tensor =>
  tensor(filled(shape, value), { ...options, shape })

/**
 * A tensor of zeros. NumPy's and PyTorch's `zeros`.
 * @param options float, on `cpu`, where left out
 * @throws ShapeError on a shape that is none
 * @example
 * zeros([2, 3], { dtype: 'int32' }).dtype // 'int32'
 */
export const zeros = (shape: Shape, options: Omit<TensorOptions, 'shape'> = {}): Tensor =>
  full(shape, 0, options)

function filled(shape: Shape, value: number): Float64Array {
  checkShape('full', shape)
  return new Float64Array(sizeOf(shape)).fill(value)
}

function as(values: Values, shape: Shape, dtype: 'float' | 'int32' | undefined): Values {
  if (dtype === 'int32' && !(values instanceof Int32Array)) {
    const wrong = values.findIndex((value) => value !== (value | 0))
    if (wrong >= 0)
      throw new RangeError(
        `tensor: the value at ${formatShape(indexOf(shape, wrong))} is ${values[wrong]}, which is no int32`,
      )
    return Int32Array.from(values)
  }
  if (dtype === 'float' && values instanceof Int32Array) return Float64Array.from(values)
  return values
}

function shapeOfNested(values: Nested): number[] {
  if (typeof values === 'number') return []
  const [first] = values
  return [values.length, ...(first === undefined ? [] : shapeOfNested(first))]
}

function flatten(values: Nested, shape: Shape, depth: number, into: number[]): void {
  if (typeof values === 'number' && depth === shape.length) into.push(values)
  else if (typeof values !== 'number' && depth < shape.length && values.length === shape[depth])
    for (const part of values) flatten(part, shape, depth + 1, into)
  else
    throw new ShapeError(
      `tensor: a part at depth ${depth} has ${typeof values === 'number' ? 'no' : values.length} elements, where ${formatShape(shape)} needs ${shape[depth] ?? 'a number'}`,
    )
}
