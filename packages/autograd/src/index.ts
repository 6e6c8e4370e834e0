export { type BackwardOptions, backward, clearGradients } from './backward.ts'
export { type CheckOptions, checkGradients, type Differentiable } from './check.ts'
export { checkpoint } from './checkpoint.ts'
export { type Clipped, type Clipping, clipGradients, globalNorm } from './clipping.ts'
export { customGradient, type Forward } from './custom-gradient.ts'
export { GradientError } from './derivatives/gradient-error.ts'
export { defineVjp } from './derivatives/vjp-of.ts'
export { formatGraph } from './format-graph.ts'
export { type GradientOptions, gradients } from './gradients.ts'
export {
  type ForPlace,
  type FunctionOf,
  hessian,
  hessianVectorProduct,
  jacobian,
  type Place,
  vectorJacobianProduct,
} from './jacobian.ts'
export { detach, noGrad } from './no-grad.ts'
export { OptimizerError } from './optimizer-error.ts'
export { type AdamOptions, adam } from './optimizers/adam.ts'
export { type AdamWOptions, adamW } from './optimizers/adamw.ts'
export type {
  Optimizer,
  OptimizerKind,
  OptimizerOptions,
  OptimizerState,
  StepOptions,
} from './optimizers/optimizer.ts'
export { type OptimizerName, optimizerNamed, optimizers } from './optimizers/optimizers.ts'
export { type SgdOptions, sgd } from './optimizers/sgd.ts'
export { parameter } from './parameter.ts'
export { type NamedParameters, namedParameters, type ParameterTree } from './parameters.ts'
export { linearSchedule } from './schedules/linear.ts'
export type { Schedule, ScheduleKind, ScheduleSettings } from './schedules/schedule.ts'
export { type ScheduleName, scheduleNamed, schedules } from './schedules/schedules.ts'
export { loadState, type State, type StoredParameter, stateOf } from './state.ts'
export { StateError } from './state-error.ts'
export { Variable } from './tape.ts'
