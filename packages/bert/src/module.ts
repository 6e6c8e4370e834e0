/**
 * A layer is a module: the parameters it declares, by name, and what it computes with them. Modules are put together by
 * name, and from the whole follow both the list of parameters, named as PyTorch names them, and what a forward pass may
 * say of them: a parameter that is not declared does not compile.
 */
import type { Variable } from '@cloze/autograd'
import type { Shape } from '@cloze/tensor'
import type { Initial } from './initialisation.ts'

/**
 * A parameter that a layer declares: one object, one parameter. Where it stands twice in a model, it is shared.
 * @example
 * const weight = new Parameter([2, 3], (shape) => new Float32Array(sizeOf(shape)).fill(0.5))
 * weight.shape // [2, 3]
 */
export class Parameter {
  readonly shape: Shape
  /** What it starts as. */
  readonly initial: Initial

  constructor(shape: Shape, initial: Initial) {
    this.shape = shape
    this.initial = initial
  }
}

/** What a module is made of. */
export type Part = Parameter | Module<unknown> | readonly Part[] | Parts | undefined
/** Parameters and modules by name, as they stand in a model. */
export interface Parts {
  readonly [name: string]: Part
}

/** What a forward pass has of a part: of a parameter its value, of a module its function, of several what each gives. */
export type Bound<P> = P extends Parameter
  ? Variable
  : P extends Module<infer Forward>
    ? Forward
    : P extends undefined
      ? undefined
      : { readonly [Name in keyof P]: Bound<P[Name]> }

/** The value that a forward pass computes with for a parameter: the parameter itself, or what stands in for it. */
export type Lookup = (parameter: Parameter) => Variable

/**
 * Parts, and the function that is computed with them; `module` makes one.
 * @example
 * const layer = dense(3, 2)
 * layer instanceof Module // true
 * layer.parts.bias.shape // [2]
 */
export class Module<Forward, Own extends Parts = Parts> {
  readonly parts: Own
  /** The module's function, over these values. Each call asks for them anew. */
  readonly bind: (lookup: Lookup) => Forward

  constructor(parts: Own, bind: (lookup: Lookup) => Forward) {
    this.parts = parts
    this.bind = bind
  }
}

/**
 * A layer.
 * @param parts its parameters and the layers below it; their names, joined by dots, are the parameters' full names
 * @param forward its forward pass: of its parts, and of what it is called with
 * @example
 * const scale = module({ weight: new Parameter([2], () => Float32Array.of(1, 2)) }, (p, x: Variable) => mul(x, p.weight))
 * const scaled = scale.bind(({ shape, initial }) => parameter(tensor([3, 3])))(parameter(tensor([1, 2])))
 * await scaled.data() // [3, 6]
 */
export function module<const Own extends Parts, Arguments extends unknown[], Output>(
  parts: Own,
  forward: (parts: Bound<Own>, ...given: Arguments) => Output,
): Module<(...given: Arguments) => Output, Own> {
  return new Module(
    parts,
    (lookup) =>
      (...given) =>
        forward(bound(parts, lookup) as Bound<Own>, ...given),
  )
}

function bound(part: Part, lookup: Lookup): unknown {
  if (part instanceof Parameter) return lookup(part)
  if (part instanceof Module) return part.bind(lookup)
  if (isList(part)) return part.map((each) => bound(each, lookup))
  return part && Object.fromEntries(Object.entries(part).map(([name, each]) => [name, bound(each, lookup)]))
}

/** The names of parameters, each as many as it is there: its own, then others. */
export type Names = ReadonlyMap<Parameter, readonly [own: string, ...others: string[]]>

/**
 * The names of the parameters below `parts`, in the order in which they are declared.
 * @example
 * const weight = new Parameter([2], () => Float32Array.of(1, 1))
 * namesOf({ a: { weight }, b: weight }).get(weight) // ['a.weight', 'b']
 */
export function namesOf(parts: Parts): Names {
  const names = new Map<Parameter, readonly [string, ...string[]]>()
  const walk = (part: Part, path: readonly string[]): void => {
    if (part instanceof Parameter) names.set(part, withName(names.get(part), path.join('.')))
    else for (const [name, each] of partsOf(part)) walk(each, [...path, name])
  }
  walk(parts, [])
  return names
}

const withName = (
  names: readonly [string, ...string[]] | undefined,
  name: string,
): readonly [string, ...string[]] => (names ? [...names, name] : [name])

/** @throws Error where the parameter has no name: it is no part of what was named */
export function namesIn(names: Names, parameter: Parameter): readonly [own: string, ...others: string[]] {
  const found = names.get(parameter)
  if (found === undefined) throw new Error('the parameter is no part of the model')
  return found
}

/**
 * The parameters below `parts`, each by its first name, as PyTorch's `named_parameters` has them.
 * @example
 * const weight = new Parameter([2], () => Float32Array.of(1, 1))
 * Array.from(namedParameters({ dense: { weight }, again: weight }).keys()) // ['dense.weight']
 */
export const namedParameters = (parts: Parts): Map<string, Parameter> =>
  new Map(Array.from(namesOf(parts), ([parameter, [name]]) => [name, parameter]))

const partsOf = (part: Exclude<Part, Parameter>): [string, Part][] =>
  part === undefined ? [] : Object.entries(part instanceof Module ? part.parts : part)

const isList = (part: Part): part is readonly Part[] => Array.isArray(part)
