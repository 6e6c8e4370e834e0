/** Every function of one element at a time. Devices and gradients follow from the row. */
import { one, type Scalar } from '../scalar/scalar.ts'
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
/** The larger of two; NaN where either is NaN. @example await maximum(tensor([1, 5]), 3).data() // [3, 5] */
export const maximum = elementwise('maximum', (x: S, y: S) => x.max(y))
/**
 * The smaller of two; NaN where either is NaN. @example await minimum(tensor([1, 5]), 3).data() // [1, 3]
 */
export const minimum = elementwise('minimum', (x: S, y: S) => x.min(y))
/** ⌊x⌋; its derivative is 0. @example await floor(tensor([1.5, -1.5])).data() // [1, -2] */
export const floor = elementwise('floor', (x: S) => x.floor())
/** √x. @example await sqrt(tensor([4, 9])).data() // [2, 3] */
export const sqrt = elementwise('sqrt', (x: S) => x.sqrt())
/** x². @example await square(tensor([3, -4])).data() // [9, 16] */
export const square = elementwise('square', (x: S) => x.square())
/** 1 / x. @example await reciprocal(tensor([2, 4])).data() // [0.5, 0.25] */
export const reciprocal = elementwise('reciprocal', (x: S) => x.reciprocal())

/** eˣ. @example await exp(tensor([0, 1])).data() // [1, 2.71828] */
export const exp = elementwise('exp', (x: S) => x.exp())
/** eˣ − 1, exact near 0. @example await expm1(tensor([0, 1e-9])).data() // [0, 1e-9] */
export const expm1 = elementwise('expm1', (x: S) => x.expm1())
/** The natural logarithm. @example await log(tensor([1, 0])).data() // [0, -Infinity] */
export const log = elementwise('log', (x: S) => x.log())
/** log(1 + x), exact near 0. @example await log1p(tensor([0, 1e-9])).data() // [0, 1e-9] */
export const log1p = elementwise('log1p', (x: S) => x.log1p())
/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). @example await tanh(tensor([0, 1])).data() // [0, 0.76159] */
export const tanh = elementwise('tanh', (x: S) => x.tanh())
/** 2/√π · ∫₀ˣ e^(−t²) dt. @example await erf(tensor([0, 1])).data() // [0, 0.84270] */
export const erf = elementwise('erf', (x: S) => x.erf())

/**
 * 1 where x < y, else 0; also 0 where either is NaN. @example await less(tensor([1, 2]), 2).data() // [1, 0]
 */
export const less = elementwise('less', (x: S, y: S) => x.less(y))
/**
 * 1 where x > y, else 0; also 0 where either is NaN. @example await greater(tensor([2, 3]), 2).data() // [0, 1]
 */
export const greater = elementwise('greater', (x: S, y: S) => x.greater(y))
/**
 * 1 where x = y, else 0; also 0 where either is NaN. @example await equal(tensor([1, 2]), 2).data() // [0, 1]
 */
export const equal = elementwise('equal', (x: S, y: S) => x.equal(y))
/**
 * `yes` where `condition` is not 0, else `no`; the branch not taken never counts, not even as NaN. NumPy's `where`.
 * @example
 * await where(tensor([1, 0]), tensor([5, 6]), -1).data() // [5, -1]
 */
export const where = elementwise('where', (condition: S, yes: S, no: S) => condition.select(yes, no))

/** max(x, 0). Nair & Hinton 2010. @example await relu(tensor([-1, 2])).data() // [0, 2] */
export const relu = elementwise('relu', (x: S) => x.max(0), {
  derivative: (x) => x.greater(0), // 0 at 0, as in PyTorch; max would give ½
})
/** 1 / (1 + e⁻ˣ). @example await sigmoid(tensor([0, 100])).data() // [0.5, 1] */
export const sigmoid = elementwise('sigmoid', (x: S) => x.neg().exp().add(1).reciprocal(), {
  derivative: (_x, y) => y.mul(one.sub(y)), // the mechanical one is ∞/∞ for large −x
})
/**
 * Gaussian error linear unit, exact form: x·Φ(x). Hendrycks & Gimpel 2016, eq. 2.
 * @example
 * await gelu(tensor([0, 1])).data() // [0, 0.84134]
 */
export const gelu = elementwise('gelu', (x: S) => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1)))
