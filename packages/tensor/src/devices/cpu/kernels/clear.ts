import { fillBytes } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { i32 } from '../assembler/values/scalars.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'

const clearKernel = () =>
  kernel('clear', { target: i32, bytes: i32 }, ({ target, bytes }) => fillBytes(target, 0, bytes))

/** Sets every element to 0. */
export function clear(runtime: Runtime, buffer: CpuBuffer): void {
  runtime.kernel('clear', clearKernel)(buffer.address, 4 * buffer.length)
}
