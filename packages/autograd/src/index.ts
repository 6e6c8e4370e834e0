export { backward, clearGradients, type GradientOptions, gradients } from './backward.ts'
export { type CheckOptions, checkGradients, type Differentiable } from './check.ts'
export { GradientError } from './errors.ts'
export { parameter, Variable } from './tape.ts'
