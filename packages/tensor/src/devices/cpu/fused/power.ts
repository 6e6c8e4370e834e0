import { input } from '../../../scalar/scalar.ts'
import { reducedExp } from '../../../scalar/transcendental.ts'
import type { Statements } from '../assembler/control.ts'
import type { F32x4 } from '../assembler/values/vectors.ts'
import { lower } from '../runtime/lowering.ts'

/** 1.5·2²³ + 127: an integer n > −128 that is added to it stands, plus 127, in the sum's last bits. */
const BIASED = 1.5 * 2 ** 23 + 127

const { n, rest } = reducedExp(input(0))
const graphs = [n, rest.add(1)] as const

/**
 * eˣ for x ≤ 0, with the bits of `exp` wherever these are a normal number, and 0 below: all that a weight among others
 * needs, in half of the instructions.
 */
export function powerOf(x: F32x4): { before: Statements; value: F32x4 } {
  const {
    before,
    values: [whole, part],
  } = lower(graphs, [x.pseudoMax(-88)])
  return { before, value: part.mul(whole.add(BIASED).bits().shl(23).asFloat()) }
}
