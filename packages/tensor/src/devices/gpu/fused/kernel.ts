import type { AnyDefinedOp } from '../../../tensor/op.ts'
import type * as fused from '../../fused/kernel.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { GpuSlot } from '../runtime/slot.ts'

/** A fused kernel of an op, on a runtime. */
export type CreateFused<O extends AnyDefinedOp> = fused.CreateFused<GpuSlot, Runtime, O>
