/** How good a model is, beside baselines, and beside the best that is possible. */

export { type Sequences, twoSidedBigram, unigram } from './baselines.ts'
export { type Evaluation, evaluate, type TokenScore } from './evaluate.ts'
export {
  bertChannel,
  type Channel,
  channelOf,
  choiceDistributionOf,
  corrupt,
  MASK,
  UNKNOWN,
} from './floor/channel.ts'
export { createFloor, sentenceLogProbability } from './floor/floor.ts'
export { type Predictor, type ScoredToken, scoreTokens } from './floor/predictor.ts'
export {
  evaluateGrammar,
  FloorError,
  type GrammarEvaluation,
  type GrammarEvaluationOptions,
} from './grammar-evaluation.ts'
export { type ConfidenceInterval, pairedInterval } from './interval.ts'
export {
  type BaselineOptions,
  type Baselines,
  baselines,
  type EvaluationText,
  evaluateText,
  type TextEvaluation,
  type TextMetrics,
  textMetrics,
} from './text-evaluation.ts'
