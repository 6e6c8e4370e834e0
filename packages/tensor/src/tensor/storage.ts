/** The memory behind tensors: a buffer that several may share, released with the last of them. */
import type { Device, DeviceBuffer } from '../device/device.ts'

export interface Storage {
  readonly device: Device
  readonly buffer: DeviceBuffer
  /** How many tensors there are in it. */
  users: number
  /** How many of them no scope holds. */
  unscoped: number
}

/** What can be known of a tensor here. */
export interface Watched {
  readonly disposed: boolean
}

/** Told of each tensor that is made, and by which op, while there is one. */
export type Watcher = (tensor: Watched, storage: Storage, op: string) => void

let live = 0
let watcher: Watcher | undefined

/**
 * How many tensors there are that were not disposed of: the leak counter. `traceTensors` says where they were made.
 * @example
 * const before = liveTensors()
 * scope(() => void sum(square(tensor([1, 2]))))
 * liveTensors() - before // 0
 */
export const liveTensors = (): number => live

/** Who is told from now on; gives who was told before. */
export function watch(next: Watcher | undefined): Watcher | undefined {
  const before = watcher
  watcher = next
  return before
}

export const bytesOf = ({ length, dtype }: DeviceBuffer): number => length * (dtype === 'float64' ? 8 : 4)

/** One more tensor is in it. */
export function retain(tensor: Watched, storage: Storage, op: string): void {
  storage.users += 1
  live += 1
  watcher?.(tensor, storage, op)
}

/** One of its tensors is gone. */
export function release(storage: Storage): void {
  live -= 1
  storage.users -= 1
  if (storage.users === 0) storage.device.release(storage.buffer)
}
