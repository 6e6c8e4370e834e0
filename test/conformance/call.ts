/** Calls of functions of so many tensors. */
import type { Tensor } from '@cloze/tensor'
import { type Call, given } from './case.ts'

export const one =
  (run: (x: Tensor) => ReturnType<Call['run']>): Call['run'] =>
  (inputs) =>
    run(given(inputs, 0))

export const two =
  (run: (x: Tensor, y: Tensor) => Tensor): Call['run'] =>
  (inputs) =>
    run(given(inputs, 0), given(inputs, 1))
