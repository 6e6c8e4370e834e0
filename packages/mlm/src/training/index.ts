/** Training of anything with a loss and parameters. */

export { AdamWOptimizer, type AdamWOptions, decaysByName } from './adamw-optimizer.ts'
export { clipping } from './clipping.ts'
export { maskedLanguageModel } from './masked-language-model.ts'
export type { LossReport, StepReport } from './reports.ts'
export { linearSchedule } from './schedule.ts'
export type { BatchLoss, LossContext, Trainable } from './trainable.ts'
export { type Countable, TrainingError, type TrainOptions, type TrainResult, train } from './trainer.ts'
