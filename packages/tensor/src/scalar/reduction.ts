/** What the bodies of several functions begin with. */
import type { Scalar } from './scalar.ts'
import { scalar } from './scalar.ts'

/** Σ coefficients[i]·xⁱ by Horner's rule. */
export const polynomial = (x: Scalar, coefficients: readonly number[]): Scalar =>
  coefficients.slice(0, -1).reduceRight((sum, c) => sum.mul(x).add(c), scalar(coefficients.at(-1) ?? 0))

/** x = 2ᵉ·(1 + f) with √½ < 1 + f ≤ √2, for positive numbers that are finite. */
export function reducedLog(x: Scalar) {
  const denormal = x.less(2 ** -126)
  const normal = denormal.select(x.mul(2 ** 24), x)
  const significand = normal.significand()
  const high = significand.greater(Math.SQRT2)
  const e = normal.exponent().sub(denormal.mul(24)).add(high)
  return { e, f: high.select(significand.mul(0.5), significand).sub(1) }
}

/** The value of a logarithm where `value` is right for positive numbers that are finite. */
export function logarithm(x: Scalar, value: Scalar): Scalar {
  const finite = x.less(Number.POSITIVE_INFINITY).select(value, x)
  return x.greater(0).select(finite, x.equal(0).select(Number.NEGATIVE_INFINITY, Number.NaN))
}

/**
 * The first twelve bits of x. What is left over is exact, and so is the product of two of them: sums of such pieces are
 * right to twice the bits. Cut off by `floor`, since compilers of GPUs take away a number that was just added.
 */
export function leading(x: Scalar): Scalar {
  const e = x.exponent().sub(11)
  return x.scale(e.neg()).floor().scale(e)
}
