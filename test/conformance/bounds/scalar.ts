/** How far rounding may take each step of a scalar graph. Running error analysis: Higham 2002, §3.3. */
import type { Scalar } from '@cloze/tensor'
import {
  applyScalar,
  compileFloat64,
  scalarInput as input,
  type Primitive,
  scalarPrimitive as primitive,
  type TranscendentalName,
  topological,
} from '@cloze/tensor/extend'

/** A number, and by how much float32 arithmetic may miss it, in units of rounding (2⁻²³). */
export interface Bounded {
  readonly value: number
  readonly error: number
}

export const UNIT = 2 ** -23

/** A number that is no number has no error, and one that float32 has none either: it is right or wrong. */
const settled = (value: number, error: number): Bounded =>
  Number.isFinite(value) && Number.isFinite(error) ? { value, error } : { value, error: 0 }

/** So large a number stands for infinity, as a score that may not be seen does: nothing is made of its last places. */
const ENDLESS = 1e30

/** What is lost when `value` is rounded to the nearest number of float32. */
const rounding = (value: number): number =>
  Math.fround(value) === value || Math.abs(value) >= ENDLESS ? 0 : Math.abs(value) / 2

export const rounded = (value: number): Bounded => settled(value, rounding(value))

/** Division and roots of a GPU, and the transcendental functions, in units in the last place of the result. */
const [DIVIDING, TRANSCENDENTAL] = [3, 4]

const whole = 1 / UNIT
const zero: Bounded = { value: 0, error: 0 }

/** Whether rounding may change the order of two numbers; of one and the same, such as a row's largest, it does not. */
const near = (a: Bounded, b: Bounded): boolean =>
  a.error + b.error > 0 &&
  !(a.value === b.value && a.error === b.error) &&
  Math.abs(a.value - b.value) <= (a.error + b.error) * UNIT

type Rule = (value: number, a: Bounded, b: Bounded, c: Bounded) => number

const ofEither: Rule = (_, a, b) => Math.max(a.error, b.error)
const ofOrder: Rule = (_, a, b) => (near(a, b) ? whole : 0)
/** A result that float32 has is exact, where its operands are. */
const roundingOf = (value: number, ...operands: readonly Bounded[]): number =>
  operands.every(({ error }) => error === 0) ? rounding(value) : Math.abs(value) / 2
const ofSum: Rule = (value, a, b) => a.error + b.error + roundingOf(value, a, b)
const ofBits: Rule = (_, a) => (a.error > 0 ? whole : 0)

const primitiveRules: { readonly [P in Primitive]: Rule } = {
  add: ofSum,
  sub: ofSum,
  mul: (value, a, b) =>
    Math.abs(a.value) * b.error +
    Math.abs(b.value) * a.error +
    a.error * b.error * UNIT +
    roundingOf(value, a, b),
  div: (value, a, b) =>
    (a.error + Math.abs(value) * b.error) / Math.abs(b.value) + DIVIDING * Math.abs(value),
  neg: (_, a) => a.error,
  abs: (_, a) => a.error,
  max: ofEither,
  min: ofEither,
  floor: (value, a) =>
    Math.floor(a.value - a.error * UNIT) === value && Math.floor(a.value + a.error * UNIT) === value
      ? 0
      : whole,
  sqrt: (value, a) =>
    (value > 0 ? a.error / (2 * value) : Math.sqrt(a.error / UNIT)) + DIVIDING * Math.abs(value),
  less: ofOrder,
  equal: ofOrder,
  select: (_, a, b, c) =>
    a.error === 0
      ? (a.value !== 0 ? b : c).error
      : Math.max(b.error, c.error, Math.abs(b.value - c.value) / UNIT),
  exponent: ofBits,
  significand: ofBits,
  scale: (value, a) => (a.value === 0 ? a.error : (a.error / Math.abs(a.value)) * Math.abs(value)),
}

/** By how much a function of two numbers may be off where they are. */
const binaryRules: { readonly [F in BinaryName]: Rule } = {
  pow: (value, x, n) =>
    x.error + n.error === 0
      ? 0
      : Math.abs(n.value * x.value ** (n.value - 1)) * x.error +
        (x.value > 0 ? Math.abs(value * Math.log(x.value)) * n.error : whole),
  remainder: (_, x, y) => (x.error + y.error > 0 ? whole : 0),
  flow: (value, g, slope) => (g.value === 0 && g.error === 0 ? 0 : primitiveRules.mul(value, g, slope, zero)),
}

const slopes: {
  readonly [F in Exclude<TranscendentalName, BinaryName>]: (x: number, value: number) => number
} = {
  exp: (_, value) => value,
  exp2: (_, value) => value * Math.LN2,
  expm1: (_, value) => value + 1,
  log: (x) => 1 / Math.abs(x),
  log10: (x) => Math.LOG10E / Math.abs(x),
  log1p: (x) => 1 / Math.abs(1 + x),
  log2: (x) => Math.LOG2E / Math.abs(x),
  sin: (x) => Math.abs(Math.cos(x)),
  cos: (x) => Math.abs(Math.sin(x)),
  atan: (x) => 1 / (1 + x ** 2),
  tanh: (_, value) => 1 - value ** 2,
  erf: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-(x ** 2)),
}

type BinaryName = 'pow' | 'remainder' | 'flow'

const isBinary = (name: TranscendentalName): name is BinaryName => name in binaryRules

/** The graph of one node over inputs. */
function stepOf({ node }: Scalar): Scalar {
  if (!('args' in node)) return input(0)
  const args = node.args.map((_, place) => input(place))
  return node.kind === 'primitive' ? primitive(node.name, ...args) : applyScalar(node.name, ...args)
}

/** The error of a function's value. */
function ofFunction(name: TranscendentalName, value: number, a: Bounded, b: Bounded): number {
  if (name === 'flow') return binaryRules.flow(value, a, b, zero)
  if (isBinary(name)) return binaryRules[name](value, a, b, zero) + TRANSCENDENTAL * Math.abs(value)
  const slope = a.error === 0 ? 0 : slopes[name](a.value, value)
  return slope * a.error + TRANSCENDENTAL * Math.abs(value)
}

/** The graph, made ready to be computed many times with a bound at every step. */
export function compileBounded(graph: Scalar): (inputs: readonly Bounded[]) => Bounded {
  const nodes = topological(graph)
  const places = new Map(nodes.map((node, place) => [node, place]))
  const steps = nodes.map((at): ((found: readonly Bounded[], inputs: readonly Bounded[]) => Bounded) => {
    const { node } = at
    if (node.kind === 'constant') {
      const constant = rounded(node.value)
      return () => constant
    }
    if (node.kind === 'input') return (_, inputs) => inputs[node.index] ?? zero
    const compute = compileFloat64(stepOf(at))
    const from = node.args.map((arg) => places.get(arg) ?? 0)
    return (found) => {
      const args = from.map((place) => found[place] ?? zero)
      const [a = zero, b = zero, c = zero] = args
      const value = compute(args.map((arg) => arg.value))
      if (node.kind === 'primitive') return settled(value, primitiveRules[node.name](value, a, b, c))
      return settled(value, ofFunction(node.name, value, a, b))
    }
  })
  return (inputs) => {
    const found: Bounded[] = []
    for (const step of steps) found.push(step(found, inputs))
    return found.at(-1) ?? zero
  }
}
