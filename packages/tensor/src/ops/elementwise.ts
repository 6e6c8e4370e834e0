/** Every function of one element at a time. Devices and gradients follow from the row. */
import { one, type Scalar } from '../scalar/scalar.ts'
import { elementwise } from './op.ts'

type S = Scalar

export const add = elementwise('add', (x: S, y: S) => x.add(y))
export const sub = elementwise('sub', (x: S, y: S) => x.sub(y))
export const mul = elementwise('mul', (x: S, y: S) => x.mul(y))
export const div = elementwise('div', (x: S, y: S) => x.div(y))
export const neg = elementwise('neg', (x: S) => x.neg())
export const abs = elementwise('abs', (x: S) => x.abs())
/** The larger of two; NaN where either is NaN. */
export const maximum = elementwise('maximum', (x: S, y: S) => x.max(y))
export const minimum = elementwise('minimum', (x: S, y: S) => x.min(y))
export const floor = elementwise('floor', (x: S) => x.floor())
export const sqrt = elementwise('sqrt', (x: S) => x.sqrt())
export const square = elementwise('square', (x: S) => x.square())
export const reciprocal = elementwise('reciprocal', (x: S) => x.reciprocal())

export const exp = elementwise('exp', (x: S) => x.exp())
export const expm1 = elementwise('expm1', (x: S) => x.expm1())
export const log = elementwise('log', (x: S) => x.log())
export const log1p = elementwise('log1p', (x: S) => x.log1p())
export const tanh = elementwise('tanh', (x: S) => x.tanh())
export const erf = elementwise('erf', (x: S) => x.erf())

/** 1 where true, else 0. A comparison with NaN is 0. */
export const less = elementwise('less', (x: S, y: S) => x.less(y))
export const greater = elementwise('greater', (x: S, y: S) => x.greater(y))
export const equal = elementwise('equal', (x: S, y: S) => x.equal(y))
/** `yes` where `condition` is not 0, else `no`; the branch not taken never counts, not even as NaN. */
export const where = elementwise('where', (condition: S, yes: S, no: S) => condition.select(yes, no))

export const relu = elementwise('relu', (x: S) => x.max(0), {
  derivative: (x) => x.greater(0), // 0 at 0, as in PyTorch; max would give ½
})
export const sigmoid = elementwise('sigmoid', (x: S) => x.neg().exp().add(1).reciprocal(), {
  derivative: (_x, y) => y.mul(one.sub(y)), // the mechanical one is ∞/∞ for large −x
})
/** Gaussian error linear unit, exact form: x·Φ(x). Hendrycks & Gimpel 2016, eq. 2. */
export const gelu = elementwise('gelu', (x: S) => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1)))
