/** How near to what must come a device has to be. */
import type { Device } from '@cloze/tensor'
import { smallestNormal } from './denormal.ts'
import { type Tolerance, toleranceOf } from './gpu-tolerances.ts'

export interface Precision {
  /** The distance between neighbouring numbers from 1 on. */
  readonly unit: number
  /** How many times the bound of rounding is allowed. */
  readonly times: number
  /** What is lost near 0, where numbers are evenly spaced, or denormal and taken for 0. */
  readonly smallest: number
  /** Where left out, cells without units of their own agree in their bits. */
  readonly tolerance?: Tolerance
}

/** A probability below 10⁻⁴² may be lost, and with it what it is multiplied by and added up with, which is below 100. */
const smallest = 1e-40

const float32: Precision = { unit: 2 ** -23, times: 1, smallest }
/**
 * What `reference` is held against rounds as it does, in an order of its own, and so does what that hands to the gradients
 * of ops: sums of up to some forty terms, of which the bound takes the result alone to be rounded.
 */
const float64: Precision = { unit: 2 ** -52, times: 64, smallest }

/** Of `reference` and `cpu`, whose bits are known, where an op rounds as its definition does. */
export const precisionOf = (device: Device): Precision => (device.floatType === 'float64' ? float64 : float32)

/**
 * Kernels of `cpu` that round more often than their definitions. weight·(flow − average) is taken as weight·flow −
 * weight·average, since dropout is in the first weight and not in the second: two products are rounded besides, each by no
 * more than what flow and average are off by already.
 */
const oftener: ReadonlyMap<string, number> = new Map([
  ['attentionGradient', 2],
  ['packedAttentionGradient', 2],
])

/** The same for one op. */
export const precisionOfOp = (device: Device, op: string): Precision => {
  const of = precisionOf(device)
  return { ...of, times: of.times * (oftener.get(op) ?? 1) }
}

/** Of a GPU, for one op: it may take denormal numbers for 0, fuse products into sums, and divide by a reciprocal. */
export const gpuPrecision = (op: string): Precision => ({
  unit: float32.unit,
  times: float32.times,
  smallest: smallestNormal,
  tolerance: toleranceOf(op),
})
