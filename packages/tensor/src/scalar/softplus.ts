/** log(1 + eˣ), which does not overflow. */
import type { Scalar } from './scalar.ts'

/** What it has above max(x, 0): log(1 + e^(−|x|)). */
export const softplusExcess = (x: Scalar): Scalar => x.abs().neg().exp().log1p()

export const softplusOf = (x: Scalar): Scalar => x.max(0).add(softplusExcess(x))
