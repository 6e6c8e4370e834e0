/** How good a model is, beside baselines, and beside the best that is possible. */

export { type Sequences, twoSidedBigram, unigram } from './baselines.ts'
export { type Evaluation, evaluate, type TokenScore } from './evaluate.ts'
export { bertChannel, type Channel, channelOf, choiceLawOf, corrupt, MASK, UNKNOWN } from './floor/channel.ts'
export { createFloor, sentenceLogProbability } from './floor/floor.ts'
export { type Predictor, type ScoredToken, scoreTokens } from './floor/predictor.ts'
export { FloorError, type GrammarReport, type GrammarReportOptions, grammarReport } from './grammar-report.ts'
export { type Interval, pairedInterval } from './interval.ts'
export {
  type BaselineOptions,
  type Baselines,
  baselines,
  type ScoredText,
  type TextReport,
  type TextScores,
  textReport,
  textScores,
} from './text-report.ts'
