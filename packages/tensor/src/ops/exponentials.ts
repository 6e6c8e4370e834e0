/** Powers, logarithms, angles, element by element. */
import type { Scalar } from '../scalar/scalar.ts'
import { elementwise } from './op.ts'

type S = Scalar

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
