import type { DeviceBuffer, DType } from '../../../device/device.ts'

/** A block of the device's memory. */
export interface CpuBuffer extends DeviceBuffer {
  readonly address: number
  readonly dtype: DType
}
