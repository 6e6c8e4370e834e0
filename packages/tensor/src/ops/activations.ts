/** The functions between layers, element by element. */
import { one, type Scalar } from '../scalar/scalar.ts'
import { softplusOf } from '../scalar/softplus.ts'
import type { ResultOf } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { elementwise } from './op.ts'

type S = Scalar

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

/** σ(x), in the branch whose power does not overflow: no derivative of it, of whatever order, is ∞/∞. */
function logistic(x: S): S {
  const power = x.exp()
  return x.less(0).select(power.div(power.add(1)), x.neg().exp().add(1).reciprocal())
}

/** x·σ(x), also called swish. Elfwing et al. 2018. @example await silu(tensor([0, 1])).data() // [0, 0.73106] */
export const silu = elementwise('silu', (x: S) => x.mul(logistic(x)))

/** log(1 + eˣ), a smooth relu. Dugas et al. 2001. @example await softplus(tensor([0, 100])).data() // [0.69315, 100] */
export const softplus = elementwise('softplus', softplusOf, {
  derivative: (_x, y) => y.neg().expm1().neg(), // σ(x) = 1 − e⁻ʸ; the mechanical one has a kink at 0
})
/** log σ(x), stable. @example await logSigmoid(tensor([0, -100])).data() // [-0.69315, -100] */
export const logSigmoid = elementwise('logSigmoid', (x: S) => softplusOf(x.neg()).neg(), {
  derivative: (_x, y) => y.expm1().neg(), // 1 − σ(x) = 1 − eʸ
})

const eluRow = elementwise('elu', (x: S, alpha: S) => x.greater(0).select(x, alpha.mul(x.expm1())))
const leakyReluRow = elementwise('leakyRelu', (x: S, slope: S) => x.greater(0).select(x, slope.mul(x)))
const hardTanhRow = elementwise('hardTanh', (x: S, low: S, high: S) => x.max(low).min(high), {
  derivative: (x, low, high) => [
    x.lessEqual(low).max(x.greaterEqual(high)).equal(0),
    x.lessEqual(low).mul(low.less(high)),
    x.greaterEqual(high).max(high.less(low)),
  ],
})

/**
 * x where x > 0, else alpha·(eˣ − 1). Clevert et al. 2016.
 * @param alpha 1 where left out
 * @example
 * await elu(tensor([-1, 2])).data() // [-0.63212, 2]
 */
export const elu = Object.assign(
  <O extends Operand, P extends Operand = number>(x: O, alpha?: P) =>
    eluRow(x, alpha ?? 1) as ResultOf<[O, P]>,
  eluRow,
)
/**
 * x where x > 0, else slope·x. Maas et al. 2013.
 * @param slope 0.01 where left out
 * @example
 * await leakyRelu(tensor([-1, 2])).data() // [-0.01, 2]
 */
export const leakyRelu = Object.assign(
  <O extends Operand, P extends Operand = number>(x: O, slope?: P) =>
    leakyReluRow(x, slope ?? 0.01) as ResultOf<[O, P]>,
  leakyReluRow,
)
/**
 * x held between `low` and `high`: `clamp` with bounds that may be left out.
 * @param low −1 where left out
 * @param high 1 where left out
 * @example
 * await hardTanh(tensor([-3, 0.5, 2])).data() // [-1, 0.5, 1]
 */
export const hardTanh = Object.assign(
  <O extends Operand, P extends Operand = number>(x: O, low?: P, high?: P) =>
    hardTanhRow(x, low ?? -1, high ?? 1) as ResultOf<[O, P]>,
  hardTanhRow,
)
