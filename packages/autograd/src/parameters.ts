/** A model's parameters as they stand in plain records, arrays and functions, and by their whole names. */
import { Tensor } from '@cloze/tensor'
import { shouldBe } from './given.ts'
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
 * @throws StateError on what is no parameter; it says where; and on two of one name
 * @example
 * const [w, b] = [parameter(tensor([[1, 2]])), parameter(tensor([3]))]
 * Array.from(namedParameters({ layers: [{ w, b }], tied: w }).keys()) // ['layers.0.w', 'layers.0.b']
 */
export const namedParameters = (model: ParameterTree): NamedParameters =>
  parametersOf('namedParameters', model)

/** The same for a function that takes a model; its name is in the error. */
export function parametersOf(name: string, model: ParameterTree): NamedParameters {
  const found = new Map<string, Variable>()
  const seen = new Set<unknown>()
  const visit = (path: string, part: unknown, strict: boolean): void => {
    if (seen.has(part)) return
    seen.add(part)
    if (part instanceof Variable && part.isParameter) {
      if (found.has(path)) throw new StateError(`${name}: two parameters are called ${path}`)
      found.set(path, part)
    } else if (isPart(part)) {
      const own = strict && typeof part !== 'function' // what else a function carries is its own business
      for (const [key, each] of entriesOf(part))
        if (each !== undefined) visit(path ? `${path}.${key}` : key, each, own)
    } else if (strict) {
      const what = path ? `${path} of the model` : 'the model'
      const is = part instanceof Variable ? '; that variable was computed, or is a constant' : ''
      throw new StateError(
        `${name}: ${shouldBe(what, 'a parameter, or a record or an array of such', part)}${is}`,
      )
    }
  }
  visit('', model, true)
  return found
}

/** What has its parts for all to see: of a promise or a set nobody would find any. */
const isPart = (part: unknown): part is object =>
  typeof part === 'function' ||
  (typeof part === 'object' &&
    part !== null &&
    !(part instanceof Variable || part instanceof Tensor) &&
    !('then' in part) &&
    (Array.isArray(part) || part instanceof Map || !(Symbol.iterator in part)))

const entriesOf = (part: object): Iterable<[string, unknown]> =>
  part instanceof Map ? part : Object.entries(part)
