import type * as fused from '../../fused/kernel.ts'
import type { Runtime } from '../runtime.ts'
import type { GpuSlot } from '../slot.ts'

/** A fused kernel of an op with these attributes, on a runtime. */
export type CreateFused<Attributes = undefined> = fused.CreateFused<GpuSlot, Runtime, Attributes>
