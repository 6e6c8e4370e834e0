import type { Result } from '../tensor/apply.ts'
import { type Operand, specOf } from '../tensor/op.ts'
import { mul } from './elementwise.ts'

/** Whole numbers as floats, for ops that compute with floats alone; floats as they are. */
export const floats = <O extends Operand>(x: O): O | Result<O> =>
  (specOf(x).dtype === 'int32' ? mul(x, 1) : x) as O | Result<O>
