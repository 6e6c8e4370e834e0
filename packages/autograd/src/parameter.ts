/** The leaves of graphs: what is trained. */
import { keep, type Nested, type Tensor, tensor, type Values } from '@cloze/tensor'
import { GradientError } from './derivatives/gradient-error.ts'
import { own } from './ownership.ts'
import { checkTensor, Variable } from './tape.ts'

/**
 * A leaf that wants a gradient. Its value is kept out of scopes: it lives until `disposeOf(parameter)`.
 * @param values a tensor; or what `tensor` makes one of, on `cpu`
 * @param name what errors call it
 * @throws GradientError on int32: whole numbers have no gradient; and on the value of another parameter; TypeError on
 *   what is no tensor
 * @example
 * const w = parameter(tensor([1, 2], { device: reference }), 'w')
 * await parameter([[1, 2]]).data() // [1, 2]
 */
export function parameter(values: Tensor | Nested | Values, name?: string): Variable {
  const isNumbers = typeof values === 'number' || Array.isArray(values) || ArrayBuffer.isView(values)
  const value: unknown = isNumbers ? tensor(values) : values
  checkTensor('parameter', value)
  if (value.dtype === 'int32') throw new GradientError('parameter: needs floats, not int32')
  const made = new Variable(value, undefined, true, name)
  own('parameter', value, made)
  keep(value)
  return made
}
