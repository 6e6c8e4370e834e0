/**
 * The transcendental functions. The largest error of each float32 body over all 2³² numbers, in units in the last place
 * of the exact result (½ would be the nearest number):
 *
 * | exp  | expm1 | log  | log1p | tanh | erf  |
 * |------|-------|------|-------|------|------|
 * | 1.02 | 1.73  | 0.84 | 1.44  | 1.33 | 1.77 |
 *
 * | exp2 | log2 | log10 | sin  | cos  | atan |
 * |------|------|-------|------|------|------|
 * | 0.84 | 0.51 | 0.51  | 1.76 | 1.76 | 1.84 |
 *
 * Those of exp2, log10, cos and atan are over all numbers near 1 and an eighth of the others; that of `pow` is 1.00 over 10⁸
 * pairs. `remainder` is exact, up to quotients of 2²⁷.
 */

import { rewrite } from './graph.ts'
import { exactPow, exactRemainder, exp2, log2, log10, pow, remainder } from './powers.ts'
import { logarithm, polynomial, reducedLog } from './reduction.ts'
import type { Scalar, TranscendentalName } from './scalar.ts'
import { one, scalar, zero } from './scalar.ts'
import { atan, cos, sin } from './trigonometric.ts'

type Transcendental = {
  /** Over primitives and other rows, right in float32 when each step is rounded. */
  readonly float32: (x: Scalar, second: Scalar) => Scalar
  /** In float64, for `reference`. */
  readonly exact: (x: number, second: number) => number
  /** The derivative at `x`, where `y` is the value there. */
  readonly derivative: (x: Scalar, y: Scalar, second: Scalar) => Scalar
  /** That in the second argument, of a function that has two. */
  readonly secondDerivative?: (x: Scalar, y: Scalar, second: Scalar) => Scalar
}

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI)

/**
 * Each function in its three forms: the polynomial for float32, the exact one for float64, and its derivative.
 */
export const transcendental: { readonly [F in TranscendentalName]: Transcendental } = {
  exp: { float32: exp, exact: Math.exp, derivative: (_x, y) => y },
  expm1: { float32: expm1, exact: Math.expm1, derivative: (x) => x.exp() },
  log: { float32: log, exact: Math.log, derivative: (x) => x.reciprocal() },
  log1p: { float32: log1p, exact: Math.log1p, derivative: (x) => one.div(x.add(1)) },
  tanh: { float32: tanh, exact: Math.tanh, derivative: (_x, y) => one.sub(y.square()) },
  erf: {
    float32: erf,
    exact: exactErf,
    derivative: (x) => x.square().neg().exp().mul(TWO_OVER_SQRT_PI),
  },
  log2: { float32: log2, exact: Math.log2, derivative: (x) => scalar(Math.LOG2E).div(x) },
  log10: { float32: log10, exact: Math.log10, derivative: (x) => scalar(Math.LOG10E).div(x) },
  exp2: { float32: exp2, exact: (x) => 2 ** x, derivative: (_x, y) => y.mul(Math.LN2) },
  sin: { float32: sin, exact: Math.sin, derivative: (x) => x.cos() },
  cos: { float32: cos, exact: Math.cos, derivative: (x) => x.sin().neg() },
  atan: { float32: atan, exact: Math.atan, derivative: (x) => x.square().add(1).reciprocal() },
  pow: {
    float32: pow,
    exact: exactPow,
    derivative: (x, _y, n) => n.equal(0).select(0, n.mul(x.pow(n.sub(1)))),
    secondDerivative: (x, y, n) => x.equal(0).mul(n.greaterEqual(0)).select(0, y.mul(x.log())),
  },
  remainder: {
    float32: remainder,
    exact: exactRemainder,
    derivative: () => one,
    secondDerivative: (x, _y, divisor) => x.div(divisor).floor().neg(),
  },
  flow: {
    float32: (g, slope) => g.equal(0).select(g, slope.mul(g)),
    exact: (g, slope) => (g === 0 ? g : slope * g),
    derivative: (_g, _y, slope) => slope,
    secondDerivative: (g) => g,
  },
}

const expanded = new WeakMap<Scalar, Scalar>()

/**
 * The graph with every function replaced by its float32 body, so that only primitives are left.
 * @example
 * inputsOf(expandScalar(scalarInput(0).exp())).size // 1
 */
export function expand(root: Scalar): Scalar {
  const found = expanded.get(root)
  if (found) return found
  const made = rewrite(root, (node, [x, second = zero]) =>
    node.kind === 'function' && x ? expand(transcendental[node.name].float32(x, second)) : undefined,
  )
  expanded.set(root, made)
  return made
}

// The coefficients come from test/fixtures/polynomials.py.
const EXP = [0.49999997, 0.166665435, 0.0416672006, 0.00836658012, 0.00138825085]
const LOG = [0.666667759, 0.399775743, 0.298709422]
const TANH = [-0.333332807, 0.133314416, -0.0537397154, 0.0206390899, -0.00570498966]
const ERF_NEAR = [0.128379151, -0.37612465, 0.112815075, -0.0267554391, 0.0049768351, -0.00059079699]
const ERF_FAR = [-0.00305446796, -1.61487758, -0.940513968, -0.130320147, 0.0221084002, -0.00175874517]
const EXP2 = [0.693147182, 0.240226477, 0.0555033237, 0.00961843692, 0.00133988739, 0.000153533605]

/** ln 2 in two parts, the first short enough that n times it is exact (Cody & Waite 1980). */
const LN2_HIGH = 45426 / 65536
const LN2_LOW = Math.LN2 - LN2_HIGH

/** x = n·ln 2 + r with |r| ≤ ½·ln 2, and eʳ − 1, which is `rest`. */
export function reducedExp(x: Scalar) {
  const n = x.mul(Math.LOG2E).add(0.5).floor()
  const r = x.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW))
  return { n, rest: polynomial(r, EXP).mul(r.square()).add(r) }
}

/** eˣ = 2ⁿ·eʳ, with x held to where the result has not yet become 0 or ∞ and n is still small. */
function exp(x: Scalar): Scalar {
  const { n, rest } = reducedExp(x.max(-104).min(89))
  return rest.add(1).scale(n)
}

/**
 * eˣ − 1 = 2ⁿ·((eʳ − 1) + (1 − 2⁻ⁿ)), whose brackets do not cancel; eʳ − 1 by itself where n is 0, since the compilers
 * of GPUs add 1 first and then take it away.
 */
function expm1(x: Scalar): Scalar {
  const { n, rest } = reducedExp(x.max(-18).min(89))
  const value = n.equal(0).select(rest, rest.add(one.sub(one.scale(n.neg()))).scale(n))
  return x.equal(0).select(x, value) // keeps −0
}

/** x = 2ᵉ·(1 + f), and log(1 + f) = f − s·(f − s²·P(s²)), s = f / (2 + f). */
function log(x: Scalar): Scalar {
  const { e, f } = reducedLog(x)
  const s = f.div(f.add(2))
  const z = s.square()
  const half = f.square().mul(0.5)
  const value = e
    .mul(LN2_HIGH)
    .sub(half.sub(s.mul(half.add(polynomial(z, LOG).mul(z))).add(e.mul(LN2_LOW))).sub(f))
  return logarithm(x, value)
}

/** log(u) + c/u, where u + c is 1 + x without its rounding error (Dekker 1971). */
function log1p(x: Scalar): Scalar {
  const larger = x.max(1)
  const u = x.add(1)
  const lost = x.min(1).sub(u.sub(larger))
  const value = u.log().add(lost.div(u.max(2 ** -24)))
  const finite = x.less(Number.POSITIVE_INFINITY).select(value, x)
  return x.equal(0).select(x, finite) // keeps −0
}

/** An odd polynomial near 0, else 1 − 2/(e²ˣ + 1). */
function tanh(x: Scalar): Scalar {
  const z = x.square()
  const near = polynomial(z, TANH).mul(z).add(1).mul(x)
  const a = x.abs()
  const far = one.sub(scalar(2).div(a.add(a).exp().add(1)))
  return a.less(0.625).select(near, x.less(0).select(far.neg(), far))
}

/** An odd polynomial near 0, else 1 − 2ᵗ with t a polynomial in |x|; from 4 on it is 1. */
function erf(x: Scalar): Scalar {
  const near = polynomial(x.square(), ERF_NEAR).mul(x).add(x)
  const a = x.abs()
  const t = polynomial(a.min(4), ERF_FAR)
  const n = t.add(0.5).floor()
  const r = t.sub(n)
  const far = one.sub(polynomial(r, EXP2).mul(r).add(1).scale(n))
  return a.less(0.94).select(near, x.less(0).select(far.neg(), far))
}

/** Its Maclaurin series times e^(−x²) near 0, where no term is negative; else 1 − erfc by its continued fraction. */
function exactErf(x: number): number {
  const a = Math.abs(x)
  if (a >= 2) return Math.sign(x) * (1 - exactErfc(Math.min(a, 6)))
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum
}

/** e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), for x ≥ 2. */
function exactErfc(x: number): number {
  let fraction = x
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
