/** Tensors from values on the host. */

import type { Device, Shape, Values } from '../device/device.ts'
import { isDevice } from '../memory.ts'
import { checkGiven } from '../tensor/described.ts'
import { flattened, type Nested } from '../tensor/nested.ts'
import { checkDtype, checkOptions } from '../tensor/options.ts'
import { checkShape, formatShape, indexOf, sizeOf } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { cpu } from './cpu/cpu.ts'

/** Of what type a tensor is to be, and where. */
export interface MakingOptions {
  /** `float` is the device's float type. */
  readonly dtype?: 'float' | 'int32'
  /** `cpu` where left out. */
  readonly device?: Device
}

/** What a tensor is to hold, and where. */
export interface TensorOptions extends MakingOptions {
  /** For typed arrays; one axis where left out. */
  readonly shape?: Shape
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
  const given: TensorOptions = typeof options === 'string' ? { dtype: options } : options
  const { shape, ...others } = checkOptions('tensor', given, { dtype: true, shape: true, device: true })
  if (ArrayBuffer.isView(values)) return created('tensor', values, shape ?? [values.length], others)
  const { shape: found, flat } = flattened('tensor', values)
  return created('tensor', flat, shape ?? found, others)
}

/** The device that was asked for. */
export function deviceFor(name: string, device: Device = cpu): Device {
  checkGiven(isDevice(Object(device)), name, 'device', 'device, as cpu or reference', device)
  return device
}

/** A tensor of values row by row, made by a function of that name. */
export function created(name: string, values: Values, shape: Shape, options: MakingOptions): Tensor {
  const { dtype, device } = checkOptions(name, options, { dtype: true, device: true })
  if (dtype !== undefined) checkDtype(name, dtype)
  return Tensor.from(deviceFor(name, device), shape, as(name, values, shape, dtype))
}

/**
 * A tensor of one value everywhere. NumPy's and PyTorch's `full`.
 * @param shape [] for a scalar
 * @param options float, on `cpu`, where left out
 * @throws ShapeError on a shape that is none
 * @example
 * await full([2, 2], 7).data() // [7, 7, 7, 7]
 */
export const full = (shape: Shape, value: number, options: MakingOptions = {}): Tensor =>
  filled('full', shape, value, options)

/**
 * A tensor of zeros. NumPy's and PyTorch's `zeros`.
 * @param options float, on `cpu`, where left out
 * @throws ShapeError on a shape that is none
 * @example
 * zeros([2, 3], { dtype: 'int32' }).dtype // 'int32'
 */
export const zeros = (shape: Shape, options: MakingOptions = {}): Tensor => filled('zeros', shape, 0, options)

/**
 * A tensor of ones. NumPy's and PyTorch's `ones`.
 * @param options float, on `cpu`, where left out
 * @throws ShapeError on a shape that is none
 * @example
 * await ones([2, 2]).data() // [1, 1, 1, 1]
 */
export const ones = (shape: Shape, options: MakingOptions = {}): Tensor => filled('ones', shape, 1, options)

/** A tensor of one value, made by a function of that name. */
export function filled(name: string, shape: Shape, value: number, options: MakingOptions): Tensor {
  checkShape(name, shape)
  checkGiven(typeof value === 'number', name, 'value', 'number', value)
  return created(name, new Float64Array(sizeOf(shape)).fill(value), shape, options)
}

function as(name: string, values: Values, shape: Shape, dtype: 'float' | 'int32' | undefined): Values {
  if (dtype === 'int32' && !(values instanceof Int32Array)) {
    const wrong = values.findIndex((value) => value !== (value | 0))
    if (wrong >= 0)
      throw new RangeError(
        `${name}: the value at ${formatShape(indexOf(shape, wrong))} is ${values[wrong]}, which is no int32`,
      )
    return Int32Array.from(values)
  }
  if (dtype === 'float' && values instanceof Int32Array) return Float64Array.from(values)
  return values
}
