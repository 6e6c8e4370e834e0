import type { FusedKernel, Slot, View } from '../device.ts'

/**
 * The inputs or outputs of an op. The op's `infer` has checked how many there are; the type gives as many as any op
 * has, so that a kernel names its own without asking.
 */
export type Views<S extends Slot> = readonly [View<S>, View<S>, View<S>, View<S>, View<S>, View<S>, View<S>]

/** A fused kernel of an op with these attributes, made of what its device gives it. */
export type CreateFused<S extends Slot, Given, Attributes> = (
  given: Given,
) => (inputs: Views<S>, attributes: Attributes, outputs: Views<S>) => void

/** The kernel as a device offers it. */
export const fusedKernel = <S extends Slot, Given, Attributes>(
  create: CreateFused<S, Given, Attributes>,
  given: Given,
): FusedKernel<S> => {
  const run = create(given)
  return {
    run: (inputs, attributes, outputs) =>
      run(
        inputs as readonly View<S>[] as Views<S>, // by the op that it stands for
        attributes as Attributes,
        outputs as readonly View<S>[] as Views<S>,
      ),
  }
}
