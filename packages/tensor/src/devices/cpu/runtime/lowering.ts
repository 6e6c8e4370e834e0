/** A scalar graph as WebAssembly SIMD: four elements at once, each step rounded as `compileFloat32` rounds it. */

import { topological } from '../../../scalar/graph.ts'
import type { Primitive, Scalar } from '../../../scalar/scalar.ts'
import { expand } from '../../../scalar/transcendental.ts'
import type { Statements } from '../assembler/control.ts'
import { local } from '../assembler/values/local.ts'
import { type F32x4, f32x4, I32x4, i32x4 } from '../assembler/values/vectors.ts'

/** A lowered node: numbers, or a comparison's all-ones and all-zeros that was not yet asked for as 1 and 0. */
type Lowered = F32x4 | I32x4

const asNumber = (value: Lowered): F32x4 =>
  value instanceof I32x4 ? value.and(f32x4.constant(1).bits()).asFloat() : value

/** All ones where the value counts as true: everything but 0, NaN too. */
const asMask = (value: Lowered): I32x4 => (value instanceof I32x4 ? value : value.notEqual(0))

/** An integer within limits; NaN gives 0, as truncation has it. */
const wholeWithin = (n: F32x4, least: number, most: number): I32x4 =>
  n.pseudoMax(least).pseudoMin(most).truncate()

/** 2ⁿ for integers of a normal exponent. */
const powerOfTwo = (n: I32x4): F32x4 => n.add(127).shl(23).asFloat()

type Lower = (args: readonly [Lowered, Lowered, Lowered], hold: Hold, scalars: readonly Scalar[]) => Lowered

/** Puts a value into a local that later expressions read. */
type Hold = (value: I32x4) => I32x4

const binary =
  (operation: (a: F32x4, b: F32x4) => Lowered): Lower =>
  ([a, b]) =>
    operation(asNumber(a), asNumber(b))

/**
 * Against a constant that is neither 0 nor NaN, the comparison that x86 has by itself gives what `exact` gives, in an
 * eighth of the instructions: only where both are zeros, or the second is NaN, do they differ.
 */
const extreme =
  (quick: (a: F32x4, b: F32x4) => F32x4, exact: (a: F32x4, b: F32x4) => F32x4): Lower =>
  ([a, b], _, [, second]) => {
    const ordinary = second?.node.kind === 'constant' && Math.abs(second.node.value) > 0
    return (ordinary ? quick : exact)(asNumber(a), asNumber(b))
  }

const unary =
  (operation: (a: F32x4) => Lowered): Lower =>
  ([a]) =>
    operation(asNumber(a))

/** A primitive that is left out does not compile. */
const instructions: { readonly [P in Primitive]: Lower } = {
  add: binary((a, b) => a.add(b)),
  sub: binary((a, b) => a.sub(b)),
  mul: binary((a, b) => a.mul(b)),
  div: binary((a, b) => a.div(b)),
  neg: unary((a) => a.neg()),
  abs: unary((a) => a.abs()),
  max: extreme(
    (a, b) => a.pseudoMax(b),
    (a, b) => a.max(b),
  ),
  min: extreme(
    (a, b) => a.pseudoMin(b),
    (a, b) => a.min(b),
  ),
  floor: unary((a) => a.floor()),
  sqrt: unary((a) => a.sqrt()),
  less: binary((a, b) => a.less(b)),
  equal: binary((a, b) => a.equal(b)),
  select: ([condition, yes, no]) => asMask(condition).select(asNumber(yes), asNumber(no)),
  exponent: unary((a) => a.bits().shrUnsigned(23).and(0xff).sub(127).toFloat()),
  significand: unary((a) => a.bits().and(0x807fffff).or(0x3f800000).asFloat()),
  scale([a, n], hold) {
    const whole = hold(wholeWithin(asNumber(n), -252, 254))
    const half = hold(whole.shr(1))
    return asNumber(a)
      .mul(powerOfTwo(half))
      .mul(powerOfTwo(whole.sub(half)))
  },
}

/**
 * Computes `graphs` on `inputs`. What is used more than once is computed once, into a local.
 * @returns what must be done first, and the values
 */
export function lower<const Graphs extends readonly Scalar[]>(
  graphs: Graphs,
  inputs: readonly F32x4[],
): { before: Statements; values: { readonly [Index in keyof Graphs]: F32x4 } }
export function lower(
  graphs: readonly Scalar[],
  inputs: readonly F32x4[],
): { before: Statements; values: F32x4[] } {
  const roots = graphs.map(expand)
  const nodes = [...new Set(roots.flatMap(topological))]
  const uses = new Map<Scalar, number>()
  for (const root of roots) uses.set(root, (uses.get(root) ?? 0) + 1)
  for (const { node } of nodes)
    if ('args' in node) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1)

  const before: Statements[] = []
  function hold(value: F32x4): F32x4
  function hold(value: I32x4): I32x4
  function hold(value: Lowered): Lowered
  function hold(value: Lowered): Lowered {
    if (value instanceof I32x4) {
      const integers = local(i32x4)
      before.push(integers.set(value))
      return integers
    }
    const numbers = local(f32x4)
    before.push(numbers.set(value))
    return numbers
  }
  const lowered = new Map<Scalar, Lowered>()
  const of = (at: Scalar | undefined): Lowered => (at && lowered.get(at)) ?? f32x4.constant(0)
  for (const at of nodes) {
    const { node } = at
    if (node.kind === 'constant') lowered.set(at, f32x4.constant(node.value))
    else if (node.kind === 'input') lowered.set(at, inputs[node.index] ?? f32x4.constant(Number.NaN))
    else if (node.kind === 'primitive') {
      const [a, b, c] = node.args
      const value = instructions[node.name]([of(a), of(b), of(c)], hold, node.args)
      lowered.set(at, (uses.get(at) ?? 0) > 1 ? hold(value) : value)
    }
  }
  return { before, values: roots.map((root) => asNumber(of(root))) }
}
