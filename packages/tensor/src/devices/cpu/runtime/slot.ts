import type { DType, Slot } from '../../../device/device.ts'

/** A block of the device's memory. */
export interface CpuSlot extends Slot {
  readonly address: number
  readonly dtype: DType
}
