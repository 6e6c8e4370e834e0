import { activations, type linearOp } from '../../../ops/linear.ts'
import { axesOf } from '../../../tensor/shape.ts'
import { matrixAt } from '../kernels/gemm.ts'
import type { CreateFused } from './kernel.ts'

/** x·weightᵀ on top of the bias; then the activation, whose gradient needs what goes into it. */
export const linear: CreateFused<typeof linearOp> =
  ({ multiply, elementwise }) =>
  ([x, weight, bias], { activation }, [y, before]) => {
    const [out, into] = axesOf(weight.shape, 2)
    const rows = out === 0 ? 0 : y.buffer.length / out
    const activated = activations[activation]
    const whole = before ?? y
    multiply(
      matrixAt(x.buffer.address, into),
      matrixAt(weight.buffer.address, into, true),
      { address: whole.buffer.address, bias: bias?.buffer.address },
      [rows, out, into],
    )
    if (activated) elementwise([activated.op.graph], [whole], [y.buffer], y.shape)
  }
