/** Training of anything with a loss and parameters. */

export { type BertRecipeOptions, bertRecipe, decaysByName, type Recipe } from './bert-recipe.ts'
export { TrainingError } from './error.ts'
export type { Gradients } from './gradient-mean.ts'
export type { TrainingHook, TrainingRun } from './hooks.ts'
export { type MaskedLanguageModel, maskedLanguageModel } from './masked-language-model.ts'
export type { TrainingState } from './state.ts'
export type { Reduction } from './step.ts'
export type { StepMetrics, StepProgress, TrainResult } from './step-metrics.ts'
export type { BatchLoss, BatchSize, LossContext, Trainable } from './trainable.ts'
export { type TrainOptions, train } from './trainer.ts'
