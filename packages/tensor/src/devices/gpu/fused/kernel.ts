import type { FusedKernel, View } from '../../device.ts'
import type { Runtime } from '../runtime.ts'
import type { GpuSlot } from '../slot.ts'

type V = View<GpuSlot>

/**
 * The inputs or outputs of an op. The op's `infer` has checked how many there are; the type gives as many as any op
 * has, so that a kernel names its own without asking.
 */
export type Views = readonly [V, V, V, V, V, V, V]

/** A fused kernel of an op with these attributes, on a runtime. */
export type CreateFused<Attributes = undefined> = (
  runtime: Runtime,
) => (inputs: Views, attributes: Attributes, outputs: Views) => void

/** The kernel as a device offers it. */
export const fusedKernel = <Attributes>(
  create: CreateFused<Attributes>,
  runtime: Runtime,
): FusedKernel<GpuSlot> => {
  const run = create(runtime)
  return {
    run: (inputs, attributes, outputs) => run(inputs as Views, attributes as Attributes, outputs as Views), // by the op that it stands for
  }
}
