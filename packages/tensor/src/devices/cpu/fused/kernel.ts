import type { Device } from '../../device.ts'
import type * as fused from '../../fused/kernel.ts'
import type { ElementwiseAll } from '../kernels/elementwise.ts'
import type { Multiply } from '../kernels/gemm.ts'
import type { Runtime } from '../runtime.ts'
import type { CpuSlot } from '../slot.ts'

/** The inputs or outputs of an op. */
export type Views = fused.Views<CpuSlot>

/** What fused kernels are made of: the device's own, and what they share. */
export interface Parts {
  readonly runtime: Runtime
  readonly elementwise: ElementwiseAll
  readonly multiply: Multiply
  readonly reduce: Device<CpuSlot>['reduce']
}

/** A fused kernel of an op with these attributes. */
export type CreateFused<Attributes = undefined> = fused.CreateFused<CpuSlot, Parts, Attributes>
