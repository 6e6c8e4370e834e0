import type { DeviceBuffer, View } from '../../device/device.ts'
import type { AnyDefinedOp, AttributesOf, OperandsOf, OutputsOf } from '../../tensor/op.ts'
import type { Each } from '../../tensor/signature.ts'

/** A fused kernel of the op `O`, made of what its device gives it. It reads the op's operands and fills its outputs. */
export type CreateFused<S extends DeviceBuffer, Given, O extends AnyDefinedOp> = (
  given: Given,
) => (
  operands: Each<OperandsOf<O>, View<S>>,
  attributes: AttributesOf<O>,
  outputs: Each<OutputsOf<O>, View<S>>,
) => void
