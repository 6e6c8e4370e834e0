import type { Tensor } from '@cloze/tensor'
import type fc from 'fast-check'
import type { Plain } from './plain.ts'

/** One call of an op, and what must come of it. */
export interface Call {
  readonly inputs: readonly Plain[]
  readonly run: (inputs: readonly Tensor[]) => Tensor | readonly Tensor[]
  readonly expected: Plain | readonly Plain[]
  /**
   * Whether a device may round on the way: each cell may then be off by what rounding does to the op's definition at
   * most. The bits agree where left out.
   */
  readonly rounds?: boolean
  /** What the first output may be instead, cell by cell, on a device that takes denormal numbers for 0. */
  readonly flushed?: () => readonly Plain[]
}

/** How the inputs of an op are drawn. */
export interface OpCase {
  readonly name: string
  readonly calls: fc.Arbitrary<Call>
}

/** The input at `place`, which the case drew. */
export function given(inputs: readonly Tensor[], index: number): Tensor {
  const input = inputs[index]
  if (input === undefined) throw new RangeError(`the case drew no input ${index}`)
  return input
}
