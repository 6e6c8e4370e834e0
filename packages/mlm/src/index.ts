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
export { type Document, type PackedRow, packDocuments } from './corpus/pack.ts'
export type { Sequence, SequenceSource } from './corpus/sequence.ts'
export { parseDocuments, sequences, splitDocuments } from './corpus/text.ts'
export { CorpusError, TokenizerError } from './errors.ts'
export { type Sequences, twoSidedBigram, unigram } from './evaluation/baselines.ts'
export { type Evaluation, evaluate, type TokenScore } from './evaluation/evaluate.ts'
export { type Filling, FillMaskError, fillMask } from './evaluation/fill-mask.ts'
export { bertChannel, type Channel, channelOf, corrupt, MASK, UNKNOWN } from './evaluation/floor/channel.ts'
export { createFloor, sentenceLogProbability } from './evaluation/floor/floor.ts'
export { type Predictor, type ScoredToken, scoreTokens } from './evaluation/floor/predictor.ts'
export {
  FloorError,
  type GrammarReport,
  type GrammarReportOptions,
  grammarReport,
} from './evaluation/grammar-report.ts'
export { type Interval, pairedInterval } from './evaluation/interval.ts'
export { type BaselineOptions, type Baselines, baselineLosses } from './evaluation/text-report.ts'
export {
  bertMasking,
  IGNORED,
  type MaskedTokens,
  type Masking,
  type MaskingOptions,
  maskSequence,
} from './masking/mask.ts'
export { type StrategyName, strategies, strategyNamed } from './masking/strategies.ts'
export type { Choice, MaskingStrategy } from './masking/strategy.ts'
export {
  type PretrainOptions,
  type PretrainResult,
  pretrain,
  type ValidationReport,
} from './pretraining/pretrain.ts'
export { RecordError, type RunRecord, readRecord, writeRecord } from './pretraining/record.ts'
export { grammarSource, type Source, type TextSourceOptions, textSource } from './pretraining/source.ts'
export { memoryStorage, type Storage } from './storage.ts'
export { characterOf, trainCharacter } from './tokenizer/character.ts'
export {
  type EncodeOptions,
  type Encoding,
  encodeBatch,
  encodeText,
  padEncoding,
} from './tokenizer/encoding.ts'
export { loadTokenizer, saveTokenizer } from './tokenizer/folder.ts'
export { type TokenizerKind, tokenizerKinds } from './tokenizer/kinds.ts'
export { specialTokens } from './tokenizer/special.ts'
export type {
  Offsets,
  Pieces,
  SpecialIds,
  Template,
  TemplateItem,
  Tokenizer,
} from './tokenizer/tokenizer.ts'
export { trainWordPiece, type WordPieceOptions } from './tokenizer/train-wordpiece.ts'
export type { TokenizerOptions } from './tokenizer/training-options.ts'
export { type TruncationStrategy, truncatedLengths, truncationStrategies } from './tokenizer/truncation.ts'
export { trainWordLevel, type WordLevelOptions, wordLevel, wordLevelOf } from './tokenizer/word-level.ts'
export { wordPieceOf } from './tokenizer/wordpiece.ts'
export { AdamWOptimizer, type AdamWOptions, decaysByName } from './training/adamw-optimizer.ts'
export { type Batch, collate, labelCount } from './training/batch.ts'
export { type BatchOptions, evaluationBatches, trainingBatches } from './training/batches.ts'
export { clipping } from './training/clipping.ts'
export { maskedLanguageModel } from './training/masked-language-model.ts'
export type { LossReport, StepReport } from './training/reports.ts'
export { linearSchedule } from './training/schedule.ts'
export type { BatchLoss, LossContext, Trainable } from './training/trainable.ts'
export {
  type Countable,
  TrainingError,
  type TrainOptions,
  type TrainResult,
  train,
} from './training/trainer.ts'
