/**
 * Logarithms and powers of base 2, and what is made of them. x^y = 2^(y·log₂ x) needs seven bits more of the logarithm
 * than float32 has, so it is kept in two numbers (as in Sun's fdlibm, e_powf.c, 1993).
 */
import { leading, logarithm, polynomial, reducedLog } from './reduction.ts'
import type { Scalar } from './scalar.ts'

// The coefficients come from test/fixtures/polynomials.py.
const LOG2 = [0.600002289, 0.428207368, 0.351270884]
const EXP2 = [0.240226477, 0.0555033237, 0.00961843692, 0.00133988739, 0.000153533605]

/** A constant in two parts, the first of twelve bits at most. */
const inTwo = (value: number, unit: number) => {
  const high = Math.floor(value * unit) / unit
  return { high, low: value - high }
}
const SCALE = inTwo(2 / 3 / Math.LN2, 2 ** 12)
const LN2 = inTwo(Math.LN2, 2 ** 12)
const LOG10_2 = inTwo(Math.log10(2), 2 ** 13)

/** log₂ x = high + low for positive numbers that are finite; `high` has twelve bits. */
function log2Parts(x: Scalar) {
  const { e, f } = reducedLog(x)
  const divisor = f.add(2)
  const s = f.div(divisor)
  const near = leading(s)
  const wide = leading(divisor)
  const rest = f
    .sub(near.mul(wide))
    .sub(near.mul(f.sub(wide.sub(2))))
    .div(divisor) // s = near + rest
  // log₂(1 + f) = SCALE·s·(3 + s² + s⁴·P(s²)), each product in two parts
  const square = near.square()
  const z = s.square()
  const series = polynomial(z, LOG2)
    .mul(z.square())
    .add(rest.mul(near.add(s)))
  const sum = leading(square.add(3).add(series))
  const lost = series.sub(sum.sub(3).sub(square))
  const product = near.mul(sum)
  const beside = rest.mul(sum).add(lost.mul(s))
  const front = leading(product.add(beside))
  const main = front.mul(SCALE.high)
  const small = front.mul(SCALE.low).add(beside.sub(front.sub(product)).mul(2 / 3 / Math.LN2))
  const high = leading(e.add(main.add(small)))
  return { high, low: e.sub(high).add(main).add(small) }
}

export function log2(x: Scalar): Scalar {
  const { high, low } = log2Parts(x)
  return logarithm(x, high.add(low))
}

export function log10(x: Scalar): Scalar {
  const { high, low } = log2Parts(x)
  const small = high.mul(LOG10_2.low).add(low.mul(Math.log10(2)))
  return logarithm(x, high.mul(LOG10_2.high).add(small))
}

/** 2^(n + r) for |r| ≤ ½. Of r, eleven bits make an exact product, which 1 is added to without rounding. */
function powerOfTwo(n: Scalar, r: Scalar): Scalar {
  const front = r
    .mul(2 ** 11)
    .floor()
    .mul(2 ** -11)
  const small = front.mul(LN2.low).add(r.sub(front).mul(Math.LN2)).add(polynomial(r, EXP2).mul(r.square()))
  return front.mul(LN2.high).add(1).add(small).scale(n)
}

/** Beyond these, 2^x is 0 or ∞. */
const held = (x: Scalar): Scalar => x.max(-152).min(130)

export function exp2(x: Scalar): Scalar {
  const inside = held(x)
  const n = inside.add(0.5).floor()
  return powerOfTwo(n, inside.sub(n))
}

/** x^y as C and IEEE 754 have it: x^0 and 1^y are 1, of NaN too. */
export function pow(x: Scalar, y: Scalar): Scalar {
  const size = x.abs()
  const { high, low } = log2Parts(size)
  const power = y.max(-(2 ** 32)).min(2 ** 32) // beyond, only powers of 1 are neither 0 nor ∞
  const front = leading(power)
  const main = front.mul(high)
  const small = power.sub(front).mul(high).add(power.mul(low))
  const n = held(main.add(small)).add(0.5).floor()
  const value = powerOfTwo(n, main.sub(n).add(small).max(-1).min(1))

  const isZero = size.equal(0)
  const isExtreme = isZero.max(size.equal(Number.POSITIVE_INFINITY))
  const extreme = y.less(0).equal(isZero).select(Number.POSITIVE_INFINITY, 0)
  const positive = isExtreme.select(extreme, value)

  const half = y.mul(0.5)
  const isWhole = y.floor().equal(y)
  const ofWhole = half.floor().equal(half).select(positive, positive.neg())
  const negative = isWhole.select(ofWhole, isExtreme.select(positive, Number.NaN))
  const isNegative = x.less(0).max(x.reciprocal().less(0)) // −0 too
  const signed = isNegative.select(negative, positive)
  // Not by way of 0·NaN, which the compilers of GPUs take for 0.
  const areNumbers = x.equal(x).min(y.equal(y))
  return x.equal(1).max(y.equal(0)).select(1, areNumbers.select(signed, Number.NaN))
}

/** JavaScript has NaN where the base is ±1 and the exponent infinite, and where 1 is raised to NaN. */
export const exactPow = (x: number, y: number): number =>
  x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y

/** Of the quotient of a remainder: so many bits in each of three rounds, so that products with it are exact. */
const ROUND = 9

/**
 * x less the multiple of y below it. The quotient is taken away nine bits at a time, each rounded to the nearest, so that
 * every difference is exact; from 2²⁷ on, where x has no place for a part of y, the remainder is 0.
 */
export function remainder(x: Scalar, y: Scalar): Scalar {
  const shrink = x
    .abs()
    .greater(2 ** 100)
    .select(2 ** -30, 1) // a quotient times y does not overflow
  const divisor = y.mul(shrink)
  const front = leading(divisor)
  const back = divisor.sub(front)
  let left = x.mul(shrink)
  for (const bits of [2 * ROUND, ROUND, 0]) {
    const digits = left
      .div(divisor)
      .mul(2 ** -bits)
      .add(0.5)
      .floor()
      .mul(2 ** bits)
    left = left.sub(digits.mul(front)).sub(digits.mul(back))
  }
  const nearest = x.abs().less(y.abs()).select(x, left.div(shrink))
  const across = nearest.less(0).equal(y.less(0))
  const exact = nearest.equal(0).select(x.mul(0), across.select(nearest, nearest.add(y)))
  const isDefined = x.abs().less(Number.POSITIVE_INFINITY).mul(y.equal(y)).mul(y.notEqual(0))
  const isNear = x
    .div(y)
    .abs()
    .less(2 ** (3 * ROUND))
  return isDefined.select(isNear.select(exact, 0), Number.NaN)
}

/** JavaScript's has the sign of x. */
export function exactRemainder(x: number, y: number): number {
  const left = x % y
  return left === 0 || left < 0 === y < 0 ? left : left + y
}
