import type { Device, DeviceBuffer, DType, Shape } from '../device/device.ts'
import { DeviceError, OutOfMemory } from '../errors.ts'
import { releaseForgotten, relieve } from './forgotten.ts'
import { formatShape, sizeOf } from './shape.ts'
import type { Storage } from './storage.ts'

/**
 * Memory for a tensor. What JavaScript has forgotten is released before, where that is much.
 * @throws DeviceError that says for which tensor there is none
 */
export function allocate(device: Device, shape: Shape, dtype: DType): Storage {
  relieve()
  try {
    return { device, buffer: take(device, sizeOf(shape), dtype), users: 0, unscoped: 0 }
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    throw new DeviceError(`${error.message} (a tensor of shape ${formatShape(shape)}, ${dtype})`, {
      cause: error,
    })
  }
}

/** Where there is no room, what was forgotten may make some. */
function take(device: Device, length: number, dtype: DType): DeviceBuffer {
  try {
    return device.allocate(length, dtype)
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error
    releaseForgotten()
    return device.allocate(length, dtype)
  }
}
