/** A scalar expression as GPU.js kernel source: every step a variable, and no function of GPU.js that is inexact. */

import { topological } from '../../../scalar/graph.ts'
import type { Primitive, Scalar } from '../../../scalar/scalar.ts'
import { expand } from '../../../scalar/transcendental.ts'
import type { KernelText } from './source.ts'

type Print = (operands: readonly [a: string, b: string, c: string], text: KernelText) => string

/**
 * False for NaN alone, where the condition stands as it is: compilers turn comparisons round where they are negated.
 * Some take every result of arithmetic for a number, so that `a == a` is always true to them; others have NaN at most ∞.
 */
export const isNumber = (a: string, text: KernelText): string =>
  `(${a} == ${a}) && (Math.abs(${a}) <= ${text.infinity()})`

/** The larger or the smaller, or NaN where one of them is: of `(a > b) ? a : b`, compilers make what gives the number. */
const extreme =
  (order: '>' | '<'): Print =>
  ([a, b], text) => {
    const given = `(${a} ${order} ${b}) ? ${a} : ${b}`
    const unlessNaN = (x: string, value: string) =>
      `(${isNumber(x, text)}) ? (${value}) : ${text.notANumber()}`
    return unlessNaN(a, unlessNaN(b, given))
  }

/** A primitive that is left out does not compile. */
const primitives: { readonly [P in Primitive]: Print } = {
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `dividedBy(${a}, ${b})`,
  neg: ([a]) => `-${a}`,
  abs: ([a]) => `Math.abs(${a})`,
  max: extreme('>'),
  min: extreme('<'),
  floor: ([a]) => `Math.floor(${a})`,
  sqrt: ([a]) => `Math.sqrt(${a})`,
  less: ([a, b]) => `(${a} < ${b}) ? 1 : 0`,
  equal: ([a, b]) => `(${a} == ${b}) ? 1 : 0`,
  select: ([a, b, c]) => `(${a} == 0) ? ${c} : ${b}`,
  exponent: ([a]) => `exponentOf(${a})`,
  significand: ([a]) => `significandOf(${a})`,
  scale: ([a, n]) => `scaledBy(${a}, ${n})`,
}

/**
 * Writes the steps of `graph`.
 * @param inputs a name for each input
 * @param prefix tells the variables of several expressions in a kernel apart
 * @returns the name of the value
 */
export function print(graph: Scalar, inputs: readonly string[], text: KernelText, prefix = 't'): string {
  const names = new Map<Scalar, string>()
  const nameOf = (at: Scalar | undefined): string => (at && names.get(at)) ?? '0'
  const nodes = topological(expand(graph))
  nodes.forEach((at, step) => {
    const { node } = at
    if (node.kind === 'input') names.set(at, inputs[node.index] ?? '0')
    else if (node.kind === 'constant') names.set(at, literal(node.value, text))
    else if (node.kind === 'primitive') {
      const [a, b, c] = node.args
      names.set(
        at,
        text.let(`${prefix}${step}`, primitives[node.name]([nameOf(a), nameOf(b), nameOf(c)], text)),
      )
    }
  })
  return nameOf(nodes.at(-1))
}

function literal(value: number, text: KernelText): string {
  const rounded = Math.fround(value)
  if (Number.isNaN(value)) return text.notANumber()
  if (Number.isFinite(rounded)) return rounded < 0 || Object.is(rounded, -0) ? `(-${-rounded})` : `${rounded}`
  return rounded < 0 ? `(-${text.infinity()})` : text.infinity()
}
