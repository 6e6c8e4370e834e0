/** Which tokens are to be predicted, and what a model sees in their place. */

export { MaskingError } from './error.ts'
export type { ChoiceLaw, PossibleChoice } from './law.ts'
export {
  IGNORED,
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
export { maskingPage } from './page.ts'
export { budgetOf, type LinearRate, type MaskRate, rateAt } from './rate.ts'
export { type Fate, type MaskingReport, maskingReport, type ShownToken } from './report.ts'
export { type StrategyName, strategies, strategyKindNamed, strategyNamed } from './strategies.ts'
export {
  type Choice,
  type MaskingStrategy,
  type StrategyKind,
  type StrategySettings,
  strategyKind,
} from './strategy.ts'
export { type WordIds, wordIdsOf, wordsOf } from './words.ts'
export { type Reading, readNumber } from './written-number.ts'
