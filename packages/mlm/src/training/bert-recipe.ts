import {
  adamW,
  type Clipping,
  clipGradients,
  linearSchedule,
  type NamedParameters,
  type Optimizer,
  type Schedule,
  type ScheduleSettings,
} from '@cloze/autograd'

/** How fast a model learns, and how much its weights decay. */
export interface BertRecipeOptions extends ScheduleSettings {
  /** 0.01 where left out. */
  readonly weightDecay?: number | undefined
}

/** What `train` is given, but for batches and a number of steps. */
export interface Recipe {
  readonly optimizer: (parameters: NamedParameters) => Optimizer
  readonly schedule: Schedule
  readonly clip: Clipping
}

/**
 * How BERT was trained: AdamW that decays all but biases and layer norms, a learning rate that rises and falls in a line,
 * gradients clipped to a global norm of 1. Devlin et al. 2018, appendix A.2; google-research/bert, optimization.py.
 * @throws OptimizerError on a schedule that is none
 * @example
 * const recipe = bertRecipe({ learningRate: 1e-3, warmup: 10, steps: 100 })
 * recipe.schedule(5) // 0.0005
 */
export const bertRecipe = ({ weightDecay = 0.01, ...schedule }: BertRecipeOptions): Recipe => ({
  optimizer: (parameters) => adamW(parameters, { weightDecay, decays: decaysByName }),
  schedule: linearSchedule(schedule),
  clip: (gradients) => clipGradients(gradients, 1),
})

/**
 * Whether BERT's parameter of that name decays: all but biases and layer norms do.
 * @example
 * decaysByName('bert.embeddings.LayerNorm.weight') // false
 */
export const decaysByName = (name: string): boolean => !name.endsWith('bias') && !name.includes('LayerNorm')
