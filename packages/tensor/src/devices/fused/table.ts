/** What a device's table of fused kernels is. */

import type { DeviceBuffer, FusedKernel, OpIdentity } from '../../device/device.ts'
import { type DefinedName, type Ops, ops } from '../../ops/table.ts'
import type { CreateFused } from './kernel.ts'

/** The op has no kernel on the device, and runs its definition. */
export const definition = undefined

/** An op that is left out does not compile, nor a kernel of operands, attributes or outputs that its op has not. */
export type FusedTable<S extends DeviceBuffer, Given, Name extends DefinedName = DefinedName> = {
  readonly [Each in Name]: CreateFused<S, Given, Ops[Each]> | typeof definition
}

/** The kernels of a table, by their ops. */
export function fusedKernels<S extends DeviceBuffer, Given, Name extends DefinedName>(
  table: FusedTable<S, Given, Name>,
  given: Given,
): ReadonlyMap<OpIdentity, FusedKernel<S>> {
  const kernels = new Map<OpIdentity, FusedKernel<S>>()
  for (const name in table) {
    const create = table[name]
    if (create !== definition) kernels.set(ops[name], { run: create(given) })
  }
  return kernels
}
