/** Sums, products, extremes and whole numbers, element by element. */
import type { Scalar } from '../scalar/scalar.ts'
import { elementwise } from './op.ts'

type S = Scalar

/** x + y. @example await add(tensor([1, 2]), 3).data() // [4, 5] */
export const add = elementwise('add', (x: S, y: S) => x.add(y))
/** x − y. @example await sub(tensor([1, 2]), 3).data() // [-2, -1] */
export const sub = elementwise('sub', (x: S, y: S) => x.sub(y))
/** x·y. @example await mul(tensor([1, 2]), tensor([3, 4])).data() // [3, 8] */
export const mul = elementwise('mul', (x: S, y: S) => x.mul(y))
/** x / y. @example await div(tensor([1, 2]), tensor([2, 0])).data() // [0.5, Infinity] */
export const div = elementwise('div', (x: S, y: S) => x.div(y))
/** −x. @example await neg(tensor([1, -2])).data() // [-1, 2] */
export const neg = elementwise('neg', (x: S) => x.neg())
/** |x|. @example await abs(tensor([1, -2])).data() // [1, 2] */
export const abs = elementwise('abs', (x: S) => x.abs())
/**
 * −1, 0 or 1, by the sign of x; 0 of NaN, as PyTorch has it (NumPy has NaN). Its derivative is 0.
 * @example
 * await sign(tensor([-3, 0, 2])).data() // [-1, 0, 1]
 */
export const sign = elementwise('sign', (x: S) => x.sign())
/** The larger of two; NaN where either is NaN. @example await maximum(tensor([1, 5]), 3).data() // [3, 5] */
export const maximum = elementwise('maximum', (x: S, y: S) => x.max(y))
/**
 * The smaller of two; NaN where either is NaN. @example await minimum(tensor([1, 5]), 3).data() // [1, 3]
 */
export const minimum = elementwise('minimum', (x: S, y: S) => x.min(y))
/**
 * x held between `low` and `high`: min(max(x, low), high), so `high` where they cross. The gradient passes where
 * low < x < high, as in PyTorch 2.15 with numbers as bounds. Infinity is no bound.
 * @example
 * await clamp(tensor([-2, 0.5, 3]), 0, 1).data() // [0, 0.5, 1]
 */
export const clamp = elementwise('clamp', (x: S, low: S, high: S) => x.max(low).min(high), {
  derivative: (x, low, high) => [
    x.greater(low).mul(x.less(high)),
    x.less(low).mul(low.less(high)),
    high.less(x).max(high.less(low)),
  ],
})
/**
 * a + weight·(b − a), exact at weights of 0 and 1, as PyTorch's.
 * @example
 * await lerp(tensor([0, 10]), tensor([10, 20]), 0.25).data() // [2.5, 12.5]
 */
export const lerp = elementwise('lerp', (a: S, b: S, weight: S) =>
  weight
    .abs()
    .less(0.5)
    .select(a.add(weight.mul(b.sub(a))), b.sub(b.sub(a).mul(weight.neg().add(1)))),
)

/** ⌊x⌋; its derivative is 0. @example await floor(tensor([1.5, -1.5])).data() // [1, -2] */
export const floor = elementwise('floor', (x: S) => x.floor())
/** ⌈x⌉; its derivative is 0. @example await ceil(tensor([1.5, -1.5])).data() // [2, -1] */
export const ceil = elementwise('ceil', (x: S) => x.ceil())
/** x without its fraction; its derivative is 0. @example await trunc(tensor([1.5, -1.5])).data() // [1, -1] */
export const trunc = elementwise('trunc', (x: S) => x.trunc())
/**
 * The nearest integer, the even one of two; its derivative is 0.
 * @example
 * await round(tensor([0.5, 1.5, -2.6])).data() // [0, 2, -3]
 */
export const round = elementwise('round', (x: S) => x.round())

/**
 * x − n·y with the n whole for which it lies between 0 and y, as Python's %, NumPy's and PyTorch's remainder: its sign is
 * that of y. Exact; but from |x / y| = 2²⁷ on it is 0 in float32, where x itself has no place for a part of y.
 * @example
 * await remainder(tensor([5, -5]), 3).data() // [2, 1]
 */
export const remainder = elementwise('remainder', (x: S, y: S) => x.remainder(y))

/** √x. @example await sqrt(tensor([4, 9])).data() // [2, 3] */
export const sqrt = elementwise('sqrt', (x: S) => x.sqrt())
/** 1 / √x. @example await rsqrt(tensor([4, 0])).data() // [0.5, Infinity] */
export const rsqrt = elementwise('rsqrt', (x: S) => x.sqrt().reciprocal())
/** x². @example await square(tensor([3, -4])).data() // [9, 16] */
export const square = elementwise('square', (x: S) => x.square())
/** 1 / x. @example await reciprocal(tensor([2, 4])).data() // [0.5, 0.25] */
export const reciprocal = elementwise('reciprocal', (x: S) => x.reciprocal())
