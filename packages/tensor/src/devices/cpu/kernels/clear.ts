import { fillBytes } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { i32 } from '../assembler/values/scalars.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { CpuSlot } from '../runtime/slot.ts'

const clearKernel = () =>
  kernel('clear', { target: i32, bytes: i32 }, ({ target, bytes }) => fillBytes(target, 0, bytes))

/** Sets every element to 0. */
export function clear(runtime: Runtime, slot: CpuSlot): void {
  runtime.kernel('clear', clearKernel)(slot.address, 4 * slot.length)
}
