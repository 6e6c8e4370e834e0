/** The memory behind tensors: a buffer that several may share, released with the last of them. */
import type { Device, DeviceBuffer, DType, Shape } from '../device/device.ts'
import { DeviceError } from '../errors.ts'
import { formatShape, sizeOf } from './shape.ts'

export interface Storage {
  readonly device: Device
  readonly buffer: DeviceBuffer
  /** How many tensors there are in it. */
  users: number
}

let live = 0

/**
 * How many tensors there are that were not disposed of: the leak counter.
 * @example
 * const before = liveTensors()
 * scope(() => void sum(square(tensor([1, 2]))))
 * liveTensors() - before // 0
 */
export const liveTensors = (): number => live

/** Memory for a tensor; where there is none, the error says for which. */
export function allocate(device: Device, shape: Shape, dtype: DType): Storage {
  try {
    return { device, buffer: device.allocate(sizeOf(shape), dtype), users: 0 }
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    throw new DeviceError(`${error.message} (a tensor of shape ${formatShape(shape)}, ${dtype})`, {
      cause: error,
    })
  }
}

/** One more tensor is in it. */
export function retain(storage: Storage): void {
  storage.users += 1
  live += 1
}

/** That tensor is gone. */
export function release(tensor: object, storage: Storage): void {
  forgotten.unregister(tensor)
  removeUser(storage)
}

function removeUser(storage: Storage): void {
  live -= 1
  storage.users -= 1
  if (storage.users === 0) storage.device.release(storage.buffer)
}

const forgotten = new FinalizationRegistry<Storage>(removeUser)

/** The backstop for a tensor that no scope holds: its memory goes when JavaScript forgets it. */
export const releaseWhenForgotten = (tensor: object, storage: Storage): void =>
  forgotten.register(tensor, storage, tensor)
