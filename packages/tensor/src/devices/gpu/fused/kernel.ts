import type { AnyDefinedOp } from '../../../tensor/op.ts'
import type * as fused from '../../fused/kernel.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** A fused kernel of an op, on a runtime. */
export type CreateFused<O extends AnyDefinedOp> = fused.CreateFused<GpuBuffer, Runtime, O>
