/**
 * The two readers that compute with a scalar graph in plain JavaScript. float64 is what the `reference` device runs
 * and what accuracy is measured against; float32 rounds every step and is the bit-for-bit oracle of the `cpu` device.
 */

import { topological } from './graph.ts'
import type { Primitive, Scalar } from './scalar.ts'
import { expand, transcendental } from './transcendental.ts'

/** A graph made ready to be computed many times. It is not reentrant: its values live in one array. */
export type Compiled = (inputs: readonly number[]) => number

type Operation = (a: number, b: number, c: number) => number
type Operations = { readonly [P in Primitive]: Operation }

const { fround } = Math

const float32Value = new Float32Array(1)
const float32Bits = new Int32Array(float32Value.buffer)
const float64Value = new Float64Array(1)
const float64Bits = new BigInt64Array(float64Value.buffer)

function bitsOfFloat32(x: number): number {
  float32Value[0] = x
  return float32Bits[0] ?? 0
}

function float32Of(bits: number): number {
  float32Bits[0] = bits
  return float32Value[0] ?? 0
}

function bitsOfFloat64(x: number): bigint {
  float64Value[0] = x
  return float64Bits[0] ?? 0n
}

function float64Of(bits: bigint): number {
  float64Bits[0] = bits
  return float64Value[0] ?? 0
}

/** An integer between `least` and `most`; NaN counts as 0. */
const wholeWithin = (n: number, least: number, most: number): number =>
  Number.isNaN(n) ? 0 : Math.trunc(Math.min(Math.max(n, least), most))

/** What is exact, and so the same, at either precision. */
const exact = {
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  floor: (a) => Math.floor(a),
  less: (a, b) => (a < b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  select: (a, b, c) => (a !== 0 ? b : c),
} satisfies Partial<Operations>

const float64: Operations = {
  ...exact,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  sqrt: (a) => Math.sqrt(a),
  exponent: (a) => Number((bitsOfFloat64(a) >> 52n) & 0x7ffn) - 1023,
  significand: (a) => float64Of((bitsOfFloat64(a) & ~(0x7ffn << 52n)) | (0x3ffn << 52n)),
  scale(a, n) {
    const whole = wholeWithin(n, -2044, 2046)
    const half = whole >> 1
    return a * float64Of(BigInt(half + 1023) << 52n) * float64Of(BigInt(whole - half + 1023) << 52n)
  },
}

/** +, −, ·, / and √ in float64, then rounded, equal those of float32: 53 ≥ 2·24 + 2 (Figueroa 1995). */
const float32: Operations = {
  ...exact,
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  sqrt: (a) => fround(Math.sqrt(a)),
  exponent: (a) => ((bitsOfFloat32(a) >> 23) & 0xff) - 127,
  significand: (a) => float32Of((bitsOfFloat32(a) & 0x807fffff) | 0x3f800000),
  scale(a, n) {
    const whole = wholeWithin(n, -252, 254)
    const half = whole >> 1
    return fround(fround(a * float32Of((half + 127) << 23)) * float32Of((whole - half + 127) << 23))
  },
}

type Step = { operation: Operation; to: number; a: number; b: number; c: number }

/** Gives each node a slot, constants once and for all, and computes the rest in order. */
function compile(graph: Scalar, operations: Operations, round: (value: number) => number): Compiled {
  const nodes = topological(graph)
  const slots = new Map(nodes.map((node, slot) => [node, slot]))
  const slotOf = (node: Scalar | undefined) => (node && slots.get(node)) ?? 0
  const values = new Float64Array(nodes.length)
  const steps: Step[] = []
  const reads: { index: number; to: number }[] = []
  nodes.forEach(({ node }, to) => {
    if (node.kind === 'constant') values[to] = round(node.value)
    else if (node.kind === 'input') reads.push({ index: node.index, to })
    else {
      const operation = node.kind === 'primitive' ? operations[node.name] : transcendental[node.name].exact
      const [a, b, c] = node.args
      steps.push({ operation, to, a: slotOf(a), b: slotOf(b), c: slotOf(c) })
    }
  })
  return (inputs) => {
    for (const { index, to } of reads) values[to] = inputs[index] ?? Number.NaN
    for (const { operation, to, a, b, c } of steps)
      values[to] = operation(values[a] as number, values[b] as number, values[c] as number)
    return values[nodes.length - 1] as number
  }
}

/**
 * The graph in float64, each function by its exact form: what `reference` gives.
 * @returns a function of numbers, one for each input
 * @example
 * compileFloat64(traceScalar(1, (x) => x.exp()))([1]) // 2.718281828459045
 */
export const compileFloat64 = (graph: Scalar): Compiled => compile(graph, float64, (value) => value)

/**
 * The graph in float32, rounded at every step, each function by its polynomial: bit for bit what `cpu` gives.
 * @returns a function of float32 numbers, one for each input
 * @example
 * const square = compileFloat32(traceScalar(1, (x) => x.mul(x)))
 * square([Math.fround(0.1)]) // 0.010000000707805157
 */
export const compileFloat32 = (graph: Scalar): Compiled => compile(expand(graph), float32, fround)

export const evaluateFloat64 = (graph: Scalar, inputs: readonly number[]): number =>
  compileFloat64(graph)(inputs)

export const evaluateFloat32 = (graph: Scalar, inputs: readonly number[]): number =>
  compileFloat32(graph)(inputs)
