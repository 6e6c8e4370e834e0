import { activations, type linearOp } from '../../../ops/linear.ts'
import { trace } from '../../../scalar/graph.ts'
import { axesOf } from '../../../tensor/shape.ts'
import { contract } from '../kernels/contract.ts'
import { computeCells } from '../kernels/elementwise.ts'
import type { CreateFused } from './kernel.ts'

const plus = trace(2, (total, bias) => total.add(bias))

/** x·weightᵀ and the bias in one launch; the activation, whose gradient needs what goes into it, in another. */
export const linear: CreateFused<typeof linearOp> =
  (runtime) =>
  ([x, weight, bias], { activation }, [y, before]) => {
    const [out, into] = axesOf(weight.shape, 2)
    const rows = out === 0 ? 0 : y.buffer.length / out
    const activated = activations[activation]
    const whole = (before ?? y).buffer
    const operands = bias ? [{ buffer: bias.buffer, strides: [0, 1] }] : []
    contract(
      runtime,
      {
        sizes: [rows, out],
        a: { buffer: x.buffer, strides: [into, 0], along: 1 },
        b: { buffer: weight.buffer, strides: [0, into], along: 1 },
        inner: into,
        epilogue: bias && { graph: plus, operands },
      },
      whole,
    )
    if (activated)
      computeCells(runtime, activated.op.graph, [{ buffer: whole, strides: [1] }], [whole.length], y.buffer)
  }
