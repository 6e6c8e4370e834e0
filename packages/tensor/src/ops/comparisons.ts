/** What gives 1 where it is true and 0 where it is not, and what chooses by that. Their derivatives are 0. */
import type { Scalar } from '../scalar/scalar.ts'
import { elementwise } from './op.ts'

type S = Scalar

/**
 * 1 where x < y, else 0; also 0 where either is NaN. @example await less(tensor([1, 2]), 2).data() // [1, 0]
 */
export const less = elementwise('less', (x: S, y: S) => x.less(y))
/**
 * 1 where x ≤ y, else 0; also 0 where either is NaN. @example await lessEqual(tensor([2, 3]), 2).data() // [1, 0]
 */
export const lessEqual = elementwise('lessEqual', (x: S, y: S) => x.lessEqual(y))
/**
 * 1 where x > y, else 0; also 0 where either is NaN. @example await greater(tensor([2, 3]), 2).data() // [0, 1]
 */
export const greater = elementwise('greater', (x: S, y: S) => x.greater(y))
/**
 * 1 where x ≥ y, else 0; also 0 where either is NaN.
 * @example
 * await greaterEqual(tensor([1, 2]), 2).data() // [0, 1]
 */
export const greaterEqual = elementwise('greaterEqual', (x: S, y: S) => x.greaterEqual(y))
/**
 * 1 where x = y, else 0; also 0 where either is NaN. @example await equal(tensor([1, 2]), 2).data() // [0, 1]
 */
export const equal = elementwise('equal', (x: S, y: S) => x.equal(y))
/**
 * 1 where x ≠ y, else 0; also 1 where either is NaN. @example await notEqual(tensor([1, 2]), 2).data() // [1, 0]
 */
export const notEqual = elementwise('notEqual', (x: S, y: S) => x.notEqual(y))

/** 1 where neither is 0; NaN is not 0. @example await logicalAnd(tensor([1, 0]), 2).data() // [1, 0] */
export const logicalAnd = elementwise('logicalAnd', (x: S, y: S) => x.notEqual(0).mul(y.notEqual(0)))
/** 1 where one of them is not 0, or both; NaN is not 0. @example await logicalOr(tensor([1, 0]), 0).data() // [1, 0] */
export const logicalOr = elementwise('logicalOr', (x: S, y: S) => x.equal(0).mul(y.equal(0)).equal(0))
/** 1 where x is 0, else 0; NaN is not 0. @example await logicalNot(tensor([3, 0])).data() // [0, 1] */
export const logicalNot = elementwise('logicalNot', (x: S) => x.equal(0))

/** Equal to itself and at most ∞: by one of them alone, some GPUs take NaN for a number. */
const isNumber = (x: S): S => x.equal(x).mul(x.abs().lessEqual(Number.POSITIVE_INFINITY))

/** 1 where x is NaN, else 0. @example await isNaN(tensor([NaN, 1])).data() // [1, 0] */
const nan = elementwise('isNaN', (x: S) => isNumber(x).equal(0))
/** 0 where x is NaN or infinite, else 1. @example await isFinite(tensor([Infinity, 1])).data() // [0, 1] */
const finite = elementwise('isFinite', (x: S) => isNumber(x).mul(x.abs().less(Number.POSITIVE_INFINITY)))

// So named outside alone: the globals are not hidden.
export { finite as isFinite, nan as isNaN }

/**
 * `yes` where `condition` is not 0, else `no`; the branch not taken never counts, not even as NaN, and its gradient is 0,
 * even where its derivative is infinite. NumPy's `where`.
 * @example
 * await where(tensor([1, 0]), tensor([5, 6]), -1).data() // [5, -1]
 */
export const where = elementwise('where', (condition: S, yes: S, no: S) => condition.select(yes, no))
/**
 * x with `value` where `mask` is not 0. PyTorch's `masked_fill`.
 * @example
 * await maskedFill(tensor([1, 2]), tensor([0, 1]), -Infinity).data() // [1, -Infinity]
 */
export const maskedFill = elementwise('maskedFill', (x: S, mask: S, value: S) => mask.select(value, x))
