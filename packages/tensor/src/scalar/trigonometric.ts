/** Sine, cosine and the inverse tangent. */
import { polynomial } from './reduction.ts'
import type { Scalar } from './scalar.ts'
import { one, scalar, zero } from './scalar.ts'

// The coefficients come from test/fixtures/polynomials.py.
const SIN = [-0.166666552, 0.0083321603, -0.00019515217]
const COS = [0.0416666456, -0.00138873153, 2.44330822e-5]
const ATAN = [-0.333331525, 0.199937731, -0.142110556, 0.106660068, -0.0755221844, 0.0432119034, -0.0163679551, 0.00292069861] // biome-ignore format: one polynomial

/** A digit's base; digits are −2048 … 2048, so that a sum of three products of two is exact. */
const BASE = 4096

/** The digits of 2/π from BASE² on. */
const TWO_OVER_PI = [0, 0, 1, -1488, -1661, 1765, -444, 339, -1540, 629, 2002, -173, 1246, -1010, -1181, -1702, -1732, 1081, 66] // biome-ignore format: one number

/** π/2 in two parts, the first of twelve bits. */
const HALF_PI_HIGH = 3217 / 2048
const HALF_PI_LOW = Math.PI / 2 - HALF_PI_HIGH

/** The nearest whole number of BASEs. */
const carryOf = (x: Scalar): Scalar =>
  x
    .mul(1 / BASE)
    .add(0.5)
    .floor()

/**
 * The digits of 2/π that x·2/π needs modulo 4, where x is a whole number times BASE^(place − 2): nine from `place` on.
 * Moved there by 8, 4, 2 and 1, as a device has no arrays within an expression.
 */
function digitsFrom(place: Scalar): readonly Scalar[] {
  let digits = TWO_OVER_PI.map((digit) => scalar(digit))
  let left = place
  for (const step of [8, 4, 2, 1]) {
    const stays = left.less(step)
    digits = Array.from({ length: 8 + step }, (_, i) =>
      stays.select(digits[i] ?? zero, digits[i + step] ?? zero),
    )
    left = stays.select(left, left.sub(step))
  }
  return digits
}

/**
 * x = quarter·π/2 + r with |r| ≤ π/4 and quarter in 0 … 3, for every finite number: x·2/π is multiplied out digit by digit,
 * of which those that make multiples of 4 are left out (Payne & Hanek 1983).
 */
function reduced(x: Scalar): { quarter: Scalar; r: Scalar } {
  const e = x.exponent().sub(23)
  const place = e
    .mul(1 / 12)
    .floor()
    .max(-2)
  const whole = x.significand().scale(e.sub(place.mul(12)).add(23)) // x = whole·BASE^place
  const [upper, digits] = [carryOf(whole), digitsFrom(place.add(2))]
  const highest = carryOf(upper)
  const factors = [whole.sub(upper.mul(BASE)), upper.sub(highest.mul(BASE)), highest]
  const column = (at: number, carry: Scalar): Scalar =>
    factors.reduce((sum, factor, i) => sum.add(factor.mul(digits[at + i] ?? zero)), carry)

  let carry = zero
  let below = zero // the digits below the one that is made, behind the point
  let first = zero
  for (let at = 6; at > 0; at--) {
    const sum = column(at, carry)
    carry = carryOf(sum)
    below = first.add(below).mul(1 / BASE)
    first = sum.sub(carry.mul(BASE))
  }
  const total = column(0, carry)
  const quarter = total.sub(total.mul(0.25).floor().mul(4))
  const small = first.mul(HALF_PI_LOW / BASE).add(below.mul(Math.PI / 2 / BASE))
  const r = first.mul(HALF_PI_HIGH / BASE).add(small)
  const near = x.abs().less(Math.PI / 4)
  return { quarter: near.select(0, quarter), r: near.select(x, r) }
}

/** sin(x + turns·π/2). */
function sine(x: Scalar, turns: 0 | 1): Scalar {
  const { quarter, r } = reduced(x)
  const z = r.square()
  const sin = polynomial(z, SIN).mul(z).mul(r).add(r)
  const cos = polynomial(z, COS).mul(z).sub(0.5).mul(z).add(1)
  const isOdd = quarter.equal(1).max(quarter.equal(3))
  const value = turns === 0 ? isOdd.select(cos, sin) : isOdd.select(sin, cos)
  const isNegative = turns === 0 ? quarter.greater(1) : quarter.equal(1).max(quarter.equal(2))
  const signed = isNegative.select(value.neg(), value)
  return x.abs().less(Number.POSITIVE_INFINITY).select(signed, Number.NaN)
}

export const sin = (x: Scalar): Scalar => x.equal(0).select(x, sine(x, 0)) // keeps −0
export const cos = (x: Scalar): Scalar => sine(x, 1)

/** An odd polynomial up to 1, beyond it π/2 − atan(1/x). */
export function atan(x: Scalar): Scalar {
  const a = x.abs()
  const isFar = a.greater(1)
  const t = isFar.select(one.div(a), a)
  const z = t.square()
  const near = polynomial(z, ATAN).mul(z).mul(t).add(t)
  const size = isFar.select(scalar(HALF_PI_HIGH).sub(near.sub(HALF_PI_LOW)), near)
  const value = x.less(0).select(size.neg(), size)
  return x.equal(0).select(x, value) // keeps −0
}
