export { backward, type GradientOptions, gradients } from './backward.ts'
export { type CheckOptions, checkGradients } from './check.ts'
export { GradientError } from './errors.ts'
export { parameter, Variable } from './tape.ts'
