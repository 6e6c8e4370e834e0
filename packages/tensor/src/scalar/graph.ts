/** Graphs as a whole: traced from a function, walked, and rewritten. */
import { apply, input, primitive, type Scalar, type ScalarNode } from './scalar.ts'

/** So many scalars; any number where it is not known. */
type Scalars<N extends number, Found extends readonly Scalar[] = []> = number extends N
  ? Scalar[]
  : Found['length'] extends N
    ? Found
    : Scalars<N, [...Found, Scalar]>

/** The first inputs of a graph: `count` of them. */
export function inputs<N extends number>(count: N): Scalars<N>
export function inputs(count: number): Scalar[] {
  return Array.from({ length: count }, (_, index) => input(index))
}

/**
 * Traces a function of `arity` scalars into its graph.
 * @example
 * compileFloat64(traceScalar(2, (x, y) => x.mul(y)))([3, 4]) // 12
 */
export const trace = <N extends number>(arity: N, body: (...args: Scalars<N>) => Scalar): Scalar =>
  body(...inputs(arity))

/**
 * Every node under `root` once, arguments before what uses them.
 * @example
 * topological(scalarInput(0).square()).map(({ node }) => node.kind) // ['input', 'primitive']
 */
export function topological(root: Scalar): Scalar[] {
  const seen = new Set<Scalar>()
  const open = [root] // a stack of its own: graphs are deeper than JavaScript's
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const args = 'args' in at.node ? at.node.args : []
    const next = seen.has(at) ? undefined : args.find((arg) => !seen.has(arg))
    if (next) open.push(next)
    else {
      seen.add(at)
      open.pop()
    }
  }
  return [...seen]
}

/**
 * The graph with each input and function node replaced by what `replace` gives for it (or kept, on undefined).
 * @example
 * const graph = scalarInput(0).add(1)
 * const doubled = rewrite(graph, (node) => (node.kind === 'input' ? scalarInput(node.index).mul(2) : undefined))
 * compileFloat64(doubled)([3]) // 7
 */
export function rewrite(
  root: Scalar,
  replace: (node: ScalarNode, args: readonly Scalar[]) => Scalar | undefined,
): Scalar {
  const done = new Map<Scalar, Scalar>()
  for (const at of topological(root)) {
    const args = 'args' in at.node ? at.node.args.map((arg) => done.get(arg) ?? arg) : []
    done.set(at, replace(at.node, args) ?? rebuild(at, args))
  }
  return done.get(root) ?? root
}

function rebuild(at: Scalar, args: readonly Scalar[]): Scalar {
  if (at.node.kind === 'primitive') return primitive(at.node.name, ...args)
  return at.node.kind === 'function' ? apply(at.node.name, ...args) : at
}

/**
 * Puts `values` in for the graph's inputs.
 * @example
 * compileFloat64(substitute(scalarInput(0).mul(scalarInput(1)), [scalar(2), scalarInput(0)]))([5]) // 10
 */
export const substitute = (root: Scalar, values: readonly Scalar[]): Scalar =>
  rewrite(root, (node) => (node.kind === 'input' ? values[node.index] : undefined))

/**
 * The inputs that the graph reads.
 * @example
 * Array.from(inputsOf(scalarInput(0).mul(scalarInput(2)))) // [0, 2]
 */
export const inputsOf = (root: Scalar): Set<number> =>
  new Set(topological(root).flatMap(({ node }) => (node.kind === 'input' ? [node.index] : [])))
