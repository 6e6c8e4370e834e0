/** A model's parameters as they stand in plain records, arrays and functions, and by their whole names. */
import { Tensor } from '@cloze/tensor'
import { StateError } from './state-error.ts'
import { Variable } from './tape.ts'

/** Parameters by their whole names, in order. */
export type NamedParameters = ReadonlyMap<string, Variable>

/**
 * A model as plain data: parameters in records, arrays and maps, as deep as it has parts. A function counts for what it
 * carries: a layer may be one that has its parameters as properties. What is `undefined` was left out.
 * @example
 * const w = parameter(tensor([[1, 2]]))
 * const layer = Object.assign((x: Variable) => linear(x, w), { w })
 * Array.from(namedParameters({ layers: [layer] }).keys()) // ['layers.0.w']
 */
export type ParameterTree =
  | Variable
  | ((...inputs: never[]) => unknown)
  | readonly (ParameterTree | undefined)[]
  | ReadonlyMap<string, ParameterTree>
  | { readonly [name: string]: ParameterTree | undefined }

/**
 * The parameters of a model, by the keys that lead to them, joined by dots: PyTorch's `named_parameters`. One that stands
 * at two places has its first name.
 * @throws StateError on what is no parameter; it says where
 * @example
 * const [w, b] = [parameter(tensor([[1, 2]])), parameter(tensor([3]))]
 * Array.from(namedParameters({ layers: [{ w, b }], tied: w }).keys()) // ['layers.0.w', 'layers.0.b']
 */
export function namedParameters(model: ParameterTree): NamedParameters {
  const found = new Map<string, Variable>()
  const seen = new Set<unknown>()
  const visit = (path: string, part: unknown, strict = true): void => {
    if (part === undefined || seen.has(part)) return
    seen.add(part)
    if (part instanceof Variable && part.isParameter) found.set(path, part)
    else if (isPart(part)) {
      const own = strict && typeof part !== 'function' // what else a function carries is its own business
      for (const [key, each] of entriesOf(part)) visit(path ? `${path}.${key}` : key, each, own)
    } else if (strict)
      throw new StateError(
        `${path || 'a model'} should be a parameter, or a record or an array of such, not ${kindOf(part)}`,
      )
  }
  visit('', model)
  return found
}

const isPart = (part: unknown): part is object =>
  typeof part === 'function' ||
  (typeof part === 'object' && part !== null && !(part instanceof Variable || part instanceof Tensor))

const entriesOf = (part: object): Iterable<[string, unknown]> =>
  part instanceof Map ? part : Object.entries(part)

const kindOf = (part: unknown): string => {
  if (part instanceof Variable) return 'a variable that was computed, or a constant'
  return typeof part === 'object'
    ? part === null
      ? 'null'
      : 'a tensor; parameter(…) makes it one'
    : `a ${typeof part}`
}
