/** The moments and the step in one sweep, with the bits of the definition: each number is read and written once. */
import { decayedStep, firstMomentOf, secondMomentOf } from '../../../ops/adamw.ts'
import { input, substitute, zero } from '../../../scalar.ts'
import type { CreateFused } from './kernel.ts'

const operands = Array.from({ length: 12 }, (_, place) => input(place))
const [p = zero, g = zero, first = zero, second = zero, scale = zero, ...settings] = operands
const [size = zero, root2 = zero, keep = zero, rise1 = zero, keep2 = zero, rise2 = zero, epsilon = zero] =
  settings
const m = substitute(firstMomentOf.op.graph, [first, g, scale, rise1])
const v = substitute(secondMomentOf.op.graph, [second, g, scale, keep2, rise2])
const step = substitute(decayedStep.op.graph, [p, m, v, size, root2, epsilon, keep])

export const adamW: CreateFused =
  ({ elementwise }) =>
  (inputs, _, [parameter, ...moments]) =>
    elementwise(
      [step, m, v],
      inputs,
      [parameter, ...moments].map(({ slot }) => slot),
      parameter.shape,
    )
