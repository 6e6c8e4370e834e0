import type { Tensor } from '@cloze/tensor'
import type fc from 'fast-check'
import type { Plain } from './plain.ts'

/** One call of an op, and what must come of it. */
export interface Call {
  readonly inputs: readonly Plain[]
  readonly run: (inputs: readonly Tensor[]) => Tensor | readonly Tensor[]
  readonly expected: Plain | readonly Plain[]
  /**
   * By how many units of rounding (2⁻²³ in float32, 2⁻⁵² in float64) a cell may differ: one number, or one for each
   * cell of the first output. No unit where left out: the bits agree.
   */
  readonly units?: number | Plain
  /** What the first output may be instead, cell by cell, on a device that takes denormal numbers for 0. */
  readonly flushed?: () => readonly Plain[]
}

/** How the inputs of an op are drawn. */
export interface OpCase {
  readonly name: string
  readonly calls: fc.Arbitrary<Call>
}

/** The input at `place`, which the case drew. */
export function given(inputs: readonly Tensor[], place: number): Tensor {
  const input = inputs[place]
  if (input === undefined) throw new RangeError(`the case drew no input ${place}`)
  return input
}
