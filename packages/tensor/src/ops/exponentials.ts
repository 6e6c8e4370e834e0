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
/** 2ˣ, exact of whole numbers. @example await exp2(tensor([3, 0.5])).data() // [8, 1.41421] */
export const exp2 = elementwise('exp2', (x: S) => x.exp2())
/** The logarithm of base 2, exact of its powers. @example await log2(tensor([8, 10])).data() // [3, 3.32193] */
export const log2 = elementwise('log2', (x: S) => x.log2())
/** The logarithm of base 10. @example await log10(tensor([1000, 2])).data() // [3, 0.30103] */
export const log10 = elementwise('log10', (x: S) => x.log10())
/**
 * x to the power of y, as `torch.pow`: exact where float32 has the power of an integer; NaN of a negative x where y is not
 * whole; 1 where y is 0 or x is 1, of NaN too (IEEE 754-2019, 9.2.1).
 * @example
 * await pow(tensor([2, 9, -2]), tensor([10, 0.5, 3])).data() // [1024, 3, -8]
 */
export const pow = elementwise('pow', (x: S, y: S) => x.pow(y))

/** The sine of an angle in radians, however large. @example await sin(tensor([0, 1])).data() // [0, 0.84147] */
export const sin = elementwise('sin', (x: S) => x.sin())
/** The cosine of an angle in radians, however large. @example await cos(tensor([0, 1])).data() // [1, 0.54030] */
export const cos = elementwise('cos', (x: S) => x.cos())
/** The angle, −π/2 … π/2, whose tangent is x. @example await atan(tensor([0, 1])).data() // [0, 0.78540] */
export const atan = elementwise('atan', (x: S) => x.atan())
