import type { Device, View } from '../../../device/device.ts'
import type { Packed } from '../../../ops/packed.ts'
import type { AnyDefinedOp, AttributesOf, OperandsOf, OutputsOf } from '../../../tensor/op.ts'
import type { Each } from '../../../tensor/signature.ts'
import type * as fused from '../../fused/kernel.ts'
import type { ElementwiseAll } from '../kernels/elementwise.ts'
import type { Multiply } from '../kernels/gemm.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** What fused kernels are made of: the device's own, and what they share. */
export interface Parts {
  readonly runtime: Runtime
  readonly elementwise: ElementwiseAll
  readonly multiply: Multiply
  readonly reduce: Device<CpuBuffer>['reduce']
}

/** A fused kernel of an op. */
export type CreateFused<O extends AnyDefinedOp> = fused.CreateFused<CpuBuffer, Parts, O>

/** A fused kernel of an op, and of its packed form: that has the lengths of its sequences among its attributes. */
export type CreatePackable<O extends AnyDefinedOp> = (
  parts: Parts,
) => (
  operands: Each<OperandsOf<O>, View<CpuBuffer>>,
  attributes: AttributesOf<O> & Partial<Packed>,
  outputs: Each<OutputsOf<O>, View<CpuBuffer>>,
) => void
