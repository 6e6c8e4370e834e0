/** Tensors end to end in one buffer, so that what is done to each element of all of them is one sweep. */
import type { Device, Shape } from '../device/device.ts'
import { DeviceError, ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { part } from '../tensor/members.ts'
import { formatShape, sizeOf } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { concatenate } from './shapes.ts'

/**
 * Whether a tensor of `device` may be a part of another one's memory, as `vectorToTensors` makes them.
 * @example
 * hasParts(cpu) // true
 */
export const hasParts = (device: Device): boolean => device.part !== undefined

/**
 * All elements of tensors, one tensor after another, as torch.nn.utils.parameters_to_vector gives them.
 * @param tensors at least one, of any shapes, of one dtype, on one device
 * @returns (n), for n elements in all
 * @throws ShapeError where there are none; DtypeError; DeviceError
 * @example
 * await tensorsToVector([tensor([[1, 2]]), tensor([3])]).data() // [1, 2, 3]
 */
export function tensorsToVector(tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 0) throw new ShapeError('tensorsToVector: needs at least one tensor')
  return scope(() => concatenate(tensors.map((each) => each.alias([sizeOf(each.shape)]))))
}

/**
 * Tensors that are parts of one: they share its memory, which lives until the last of them is disposed of.
 * @param buffer (n)
 * @param shapes whose elements are n in all
 * @throws ShapeError where they are not; DeviceError on a device whose buffers have no parts, as a GPU's
 * @example
 * const [row, last] = vectorToTensors(tensor([1, 2, 3]), [[1, 2], [1]])
 * await row?.data() // [1, 2]
 * await last?.data() // [3]
 */
export function vectorToTensors(buffer: Tensor, shapes: readonly Shape[]): Tensor[] {
  const { device } = buffer
  if (!hasParts(device)) throw new DeviceError(`vectorToTensors: ${device.name} has no parts of buffers`)
  const length = shapes.reduce((total, shape) => total + sizeOf(shape), 0)
  if (length !== sizeOf(buffer.shape))
    throw new ShapeError(
      `vectorToTensors: ${shapes.map(formatShape).join(', ')} have ${length} elements, but ${formatShape(buffer.shape)} has ${sizeOf(buffer.shape)}`,
    )
  let offset = 0
  return shapes.map((shape) => {
    const own = buffer[part](offset, shape)
    offset += sizeOf(shape)
    return own
  })
}
