/** The moments and the step in one sweep, with the bits of the definition: each number is read and written once. */
import { type adamWOp, decayedStep, firstMomentOf, secondMomentOf } from '../../../ops/adamw.ts'
import { inputs, substitute } from '../../../scalar/graph.ts'
import type { CreateFused } from './kernel.ts'

const [p, g, first, second, scale, ...settings] = inputs(12)
const [size, root2, keep, rise1, keep2, rise2, epsilon] = settings
const m = substitute(firstMomentOf.op.graph, [first, g, scale, rise1])
const v = substitute(secondMomentOf.op.graph, [second, g, scale, keep2, rise2])
const step = substitute(decayedStep.op.graph, [p, m, v, size, root2, epsilon, keep])

export const adamW: CreateFused<typeof adamWOp> =
  ({ elementwise }) =>
  (operands, _, [parameter, ...moments]) =>
    elementwise(
      [step, m, v],
      operands,
      [parameter, ...moments].map(({ buffer }) => buffer),
      parameter.shape,
    )
