import { activations, type LinearAttributes } from '../../../ops/linear.ts'
import { trace, zero } from '../../../scalar.ts'
import { contract } from '../kernels/contract.ts'
import { computeCells } from '../kernels/elementwise.ts'
import type { CreateFused } from './kernel.ts'

const plus = trace(2, (total = zero, bias = zero) => total.add(bias))

/** x·weightᵀ and the bias in one launch; the activation, whose gradient needs what goes into it, in another. */
export const linear: CreateFused<LinearAttributes> =
  (runtime) =>
  ([x, weight, ...others], { activation }, [output, before]) => {
    const [bias] = others
    const [out = 0, into = 0] = weight.shape
    const rows = out === 0 ? 0 : output.slot.length / out
    const activated = activations[activation]
    const whole = activated ? before.slot : output.slot
    const operands = bias ? [{ slot: bias.slot, strides: [0, 1] }] : []
    contract(
      runtime,
      {
        sizes: [rows, out],
        a: { slot: x.slot, strides: [into, 0], along: 1 },
        b: { slot: weight.slot, strides: [0, into], along: 1 },
        inner: into,
        epilogue: bias && { graph: plus, operands },
      },
      whole,
    )
    if (activated)
      computeCells(runtime, activated.op.graph, [{ slot: whole, strides: [1] }], [whole.length], output.slot)
  }
