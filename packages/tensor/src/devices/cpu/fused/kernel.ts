import type { Device, FusedKernel, View } from '../../device.ts'
import type { ElementwiseAll } from '../kernels/elementwise.ts'
import type { Multiply } from '../kernels/gemm.ts'
import type { Runtime } from '../runtime.ts'
import type { CpuSlot } from '../slot.ts'

type V = View<CpuSlot>

/**
 * The inputs or outputs of an op. The op's `infer` has checked how many there are; the type gives as many as any op
 * has, so that a kernel names its own without asking.
 */
export type Views = readonly [V, V, V, V, V, V, V]

/** What fused kernels are made of: the device's own, and what they share. */
export interface Parts {
  readonly runtime: Runtime
  readonly elementwise: ElementwiseAll
  readonly multiply: Multiply
  readonly reduce: Device<CpuSlot>['reduce']
}

/** A fused kernel of an op with these attributes. */
export type CreateFused<Attributes = undefined> = (
  parts: Parts,
) => (inputs: Views, attributes: Attributes, outputs: Views) => void

/** The kernel as a device offers it. */
export const fusedKernel = <Attributes>(
  create: CreateFused<Attributes>,
  parts: Parts,
): FusedKernel<CpuSlot> => {
  const run = create(parts)
  return {
    run: (inputs, attributes, outputs) => run(inputs as Views, attributes as Attributes, outputs as Views), // by the op that it stands for
  }
}
