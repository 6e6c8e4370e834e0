/** For those who write optimizers and derivatives: what a program that trains has no need of. */
export type { Cotangent, Pull, ResidualName } from '../derivatives/vjp.ts'
export { optimizerNames } from '../optimizers/optimizer.ts'
export { type Moved, type Moving, optimizerOf, type UpdateRule } from '../optimizers/update-rule.ts'
