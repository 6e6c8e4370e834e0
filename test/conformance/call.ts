/** Calls of functions of so many tensors. */
import { interpret, type Tensor } from '@cloze/tensor'
import type { AnyOp, AttributesOf } from '@cloze/tensor/extend'
import { type Call, given } from './case.ts'

export const one =
  (run: (x: Tensor) => ReturnType<Call['run']>): Call['run'] =>
  (inputs) =>
    run(given(inputs, 0))

/** All outputs of an op on as many tensors as the case drew. */
export const allOutputs = <O extends AnyOp>(
  op: O,
  inputs: readonly Tensor[],
  attributes: AttributesOf<O>,
): readonly Tensor[] => {
  const any: AnyOp = op
  return interpret(any, inputs, attributes)
}

export const two =
  (run: (x: Tensor, y: Tensor) => Tensor): Call['run'] =>
  (inputs) =>
    run(given(inputs, 0), given(inputs, 1))
