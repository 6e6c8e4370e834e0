/** Which tokens are to be predicted, and what a model sees instead. */

export type { ChoiceDistribution, PossibleChoice } from './choice-distribution.ts'
export { MaskingError } from './error.ts'
export { maskingHtml } from './html.ts'
export {
  IGNORE_INDEX,
  type MaskedTokens,
  type MaskingOptions,
  type MaskSequenceOptions,
  maskSequence,
} from './mask.ts'
export { type EpochOptions, maskInEpoch } from './mask-in-epoch.ts'
export {
  bertMasking,
  checkMasking,
  describeMasking,
  type Masking,
  type MaskingDescription,
  maskingDefaults,
  maskingOf,
} from './masking.ts'
export { type ParsedNumber, parseNumber } from './parse-number.ts'
export { budgetOf, type LinearRate, type MaskRate, rateAt } from './rate.ts'
export {
  type MaskingOutcome,
  type MaskingStatistics,
  maskingStatistics,
  type ShownToken,
} from './statistics.ts'
export { type StrategyName, strategies, strategyKindNamed, strategyNamed } from './strategies.ts'
export {
  type MaskingStrategy,
  type StrategyInput,
  type StrategyKind,
  type StrategySettings,
  strategyKind,
} from './strategy.ts'
export { type WordIds, wordIdsOf, wordsOf } from './words.ts'
