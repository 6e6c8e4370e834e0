import type { DeviceBuffer, DType } from '../../../device/device.ts'

/** What GPU.js gives for a result that stays on the GPU: a texture or a buffer. */
export interface Handle {
  toArray(): Float32Array | Promise<Float32Array>
  delete(): void
}

/** What is known of a buffer's elements on the host, so that kernels need not read them from the GPU. */
export type Content =
  /** The same number everywhere: kernels get it as a scalar. */
  | { readonly kind: 'constant'; readonly value: number }
  /** 0, 1, 2, …: kernels compute it. */
  | { readonly kind: 'range' }
  /** Uploaded when a kernel first reads it. */
  | { readonly kind: 'host'; readonly values: Float32Array | Int32Array }

/** Elements on the GPU, as float32: whole numbers are exact up to 2²⁴. */
export interface GpuBuffer extends DeviceBuffer {
  readonly dtype: DType
  /** There once the queue has come to what fills the buffer. */
  handle: Handle | undefined
  /** Known at once, and kept for as long as the buffer holds what came from the host. */
  content: Content | undefined
  /** Why the buffer holds nothing: what was to fill it failed, or what that read. */
  failure: Error | undefined
  /** What a kernel made of the buffer's content for itself, and which goes when the buffer goes. */
  derived: readonly GpuBuffer[]
}

export const emptyBuffer = (length: number, dtype: DType): GpuBuffer => ({
  length,
  dtype,
  handle: undefined,
  content: undefined,
  failure: undefined,
  derived: [],
})
