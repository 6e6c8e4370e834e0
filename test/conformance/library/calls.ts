/** How a case of the fixtures calls a function. */
import type { Variable } from '@cloze/autograd'
import type { Tensor } from '@cloze/tensor'
import type { Interpretable } from '@cloze/tensor/extend'
import type { LibraryOptions } from '../../fixtures/library.ts'

/** What a function takes: tensors, or variables where a gradient is wanted. */
export type Value = Tensor | Variable

/** A function's call, from what is said beside its operands, and from these. */
export type Call = (options: LibraryOptions, ...operands: Value[]) => Interpretable | readonly Interpretable[]

/** The functions of a family, by name. */
export type Calls = Readonly<Record<string, Call>>

/** @throws RangeError where the case does not say it */
export function said<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('the case leaves out what the function needs')
  return value
}
