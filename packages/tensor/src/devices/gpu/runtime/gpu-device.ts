/** What a GPU device is, for those who use one. */
import type { Device } from '../../../device/device.ts'
import type { GpuBuffer } from './buffer.ts'
import type { GpuMode } from './modes.ts'

/** A GPU that GPU.js computes on, in float32. */
export interface GpuDevice extends Device<GpuBuffer> {
  /** How the GPU is reached. */
  readonly mode: GpuMode
  /** What the GPU says of itself. */
  deviceInfo(): GpuInfo
  /** What was done so far, and what is held. */
  counts(): GpuCounts
  /** Lets go of the GPU. Tensors that are left on the device can't be read any more. */
  dispose(): Promise<void>
}

/** What can be known of the GPU. */
export interface GpuInfo {
  readonly mode: GpuMode
  /** What the driver calls itself; empty where it does not tell. */
  readonly renderer: string
  /** Whether a program on the CPU plays the GPU: right, and slow. */
  readonly software: boolean
  readonly limits: {
    /** The most elements of one tensor. */
    readonly elements: number
    /** The most tensors that one kernel reads. */
    readonly arrays: number
  }
}

/** What was done so far, and what is held now. */
export interface GpuCounts {
  /** Kernels that were run, but for those that upload. */
  readonly launches: number
  /** The launches by what they were part of: an op's fused kernel, or one of the eight that every device has. */
  readonly byKernel: Readonly<Record<string, number>>
  readonly uploads: number
  readonly uploadedBytes: number
  readonly readBacks: number
  readonly readBytes: number
  /** Textures or buffers that tensors hold. */
  readonly handles: number
  /** Kernels that were compiled: one for each text, whatever the shapes. */
  readonly kernels: number
}
