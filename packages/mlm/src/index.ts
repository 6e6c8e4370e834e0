export { type AgreementItem, agreementItems } from './corpus/grammar/agreement.ts'
export { english } from './corpus/grammar/english.ts'
export {
  type Grammar,
  type LexicalRule,
  longestSentence,
  type Rule,
  readGrammar,
} from './corpus/grammar/grammar.ts'
export {
  type GrammarSequencesOptions,
  grammarSequences,
  grammarTokenizer,
} from './corpus/grammar/grammar-corpus.ts'
export { type Features, GrammarError } from './corpus/grammar/notation.ts'
export { leaves, sampleSentence, sampleTree, type Tree } from './corpus/grammar/sample.ts'
export type { Sequence, SequenceSource } from './corpus/sequence.ts'
export { parseDocuments, sequences, splitDocuments } from './corpus/text.ts'
export { CorpusError, TokenizerError } from './errors.ts'
export { type Sequences, twoSidedBigram, unigram } from './evaluation/baselines.ts'
export { bertChannel, type Channel, corrupt, MASK } from './evaluation/floor/channel.ts'
export { createFloor, sentenceLogProbability } from './evaluation/floor/floor.ts'
export { type Predictor, type ScoredToken, scoreTokens } from './evaluation/floor/predictor.ts'
export { type Interval, pairedInterval } from './evaluation/interval.ts'
export { IGNORED, type MaskedTokens, type MaskingOptions, maskSequence } from './masking/mask.ts'
export { type StrategyName, strategies } from './masking/strategies.ts'
export type { Choice, MaskingStrategy } from './masking/strategy.ts'
export { memoryStorage, type Storage } from './storage.ts'
export { loadTokenizer, saveTokenizer } from './tokenizer/folder.ts'
export { specialTokens } from './tokenizer/special.ts'
export type { SpecialIds, Tokenizer } from './tokenizer/tokenizer.ts'
export { trainWordLevel, type WordLevelOptions, wordLevel, wordLevelOf } from './tokenizer/word-level.ts'
export { type Batch, collate } from './training/batch.ts'
export { type BatchOptions, evaluationBatches, trainingBatches } from './training/batches.ts'
