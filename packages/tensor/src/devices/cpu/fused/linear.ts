import { activations, type LinearAttributes } from '../../../ops/linear.ts'
import { matrixAt } from '../kernels/gemm.ts'
import type { CreateFused } from './kernel.ts'

/** x·weightᵀ on top of the bias; then the activation, whose gradient needs what goes into it. */
export const linear: CreateFused<LinearAttributes> =
  ({ multiply, elementwise }) =>
  ([x, weight, ...others], { activation }, [output, before]) => {
    const [bias] = others
    const [out = 0, into = 0] = weight.shape
    const rows = out === 0 ? 0 : output.slot.length / out
    const activated = activations[activation]
    const whole = activated ? before : output
    multiply(
      matrixAt(x.slot.address, into),
      matrixAt(weight.slot.address, into, true),
      { address: whole.slot.address, bias: bias?.slot.address },
      [rows, out, into],
    )
    if (activated) elementwise([activated.op.graph], [whole], [output.slot], output.shape)
  }
