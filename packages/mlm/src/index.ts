export { type Augmentable, type AugmentOptions, augmenter, type Place } from './augmentation/augment.ts'
export type {
  Augmentation,
  AugmentationKind,
  Draw,
  MaskFiller,
  Resources,
  TextAugmentation,
} from './augmentation/augmentation.ts'
export { type AugmentationName, augmentationNamed, augmentations } from './augmentation/augmentations.ts'
export { type AugmentedCorpusOptions, augmentedCorpus } from './augmentation/augmented-corpus.ts'
export { backTranslate } from './augmentation/back-translate.ts'
export { type CachedTranslator, cachedTranslator } from './augmentation/cached-translator.ts'
export { deleteWords } from './augmentation/delete.ts'
export { editDistance, editDistanceInPieces } from './augmentation/edit-distance.ts'
export { AugmentationError } from './augmentation/error.ts'
export { families } from './augmentation/families.ts'
export { type HttpTranslatorOptions, httpTranslator } from './augmentation/http-translator.ts'
export { insertWords } from './augmentation/insert.ts'
export { type NeighbourOptions, neighbourSynonyms } from './augmentation/neighbour-synonyms.ts'
export { paraphrase } from './augmentation/paraphrase.ts'
export { type LabelledDocument, readRecords } from './augmentation/records.ts'
export {
  AugmentationMeasure,
  type AugmentationReport,
  contentOverlap,
} from './augmentation/report.ts'
export { swapWords } from './augmentation/swap.ts'
export { parseSynonyms, type Synonyms } from './augmentation/synonym-list.ts'
export { replaceSynonyms } from './augmentation/synonyms.ts'
export { type BackTranslation, type Translator, TranslatorError } from './augmentation/translator.ts'
export { joinWords, type SplitText, splitWords } from './augmentation/words.ts'
export {
  type Corpus,
  memoryCorpus,
  splitCorpus,
  type TextCorpusOptions,
  textCorpus,
} from './corpus/corpus.ts'
export { type DocumentFormat, documentFormats } from './corpus/document-parser.ts'
export { type ReadOptions, readDocuments } from './corpus/documents.ts'
export { deduplicate, firstSeen } from './corpus/duplicates.ts'
export type { CorpusFile } from './corpus/file.ts'
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
export { cleanText } from './corpus/preprocess/clean-text.ts'
export { separateIdeographs } from './corpus/preprocess/ideographs.ts'
export { lowerCase } from './corpus/preprocess/lower-case.ts'
export { type NormalForm, normalForms, normalize } from './corpus/preprocess/normalize.ts'
export { type Preprocessing, preprocessing } from './corpus/preprocess/preprocessing.ts'
export { inOrder, type TextStep } from './corpus/preprocess/step.ts'
export { hasStopWords, stopWordLanguages, stopWordsOf } from './corpus/preprocess/stop-word-lists.ts'
export { removeStopWords } from './corpus/preprocess/stop-words.ts'
export {
  everySequence,
  type Row,
  type RowSource,
  type Sequence,
  type SequenceSource,
} from './corpus/sequence.ts'
export { type Layout, type SourceRecord, withText } from './corpus/source-record.ts'
export {
  assignParts,
  type Part,
  parts,
  type SplitOptions,
  splitDocuments,
  splitDraw,
} from './corpus/split.ts'
export { FrequentWords, type WordCount } from './corpus/statistics/frequent-words.ts'
export { type Inspection, inspectCorpus } from './corpus/statistics/inspect.ts'
export { type LengthSummary, Lengths } from './corpus/statistics/lengths.ts'
export type { CorpusStatistics, StatisticsOptions } from './corpus/statistics/statistics.ts'
export { parseDocuments, readRows, readSequences, sequences } from './corpus/text.ts'
export { CorpusError, ScoreError, TokenizerError } from './errors.ts'
export { type Sequences, twoSidedBigram, unigram } from './evaluation/baselines.ts'
export { type Evaluation, evaluate, type TokenScore } from './evaluation/evaluate.ts'
export { type Filling, FillMaskError, fillMask } from './evaluation/fill-mask.ts'
export {
  bertChannel,
  type Channel,
  channelOf,
  choiceLawOf,
  corrupt,
  MASK,
  UNKNOWN,
} from './evaluation/floor/channel.ts'
export { createFloor, sentenceLogProbability } from './evaluation/floor/floor.ts'
export { type Predictor, type ScoredToken, scoreTokens } from './evaluation/floor/predictor.ts'
export {
  FloorError,
  type GrammarReport,
  type GrammarReportOptions,
  grammarReport,
} from './evaluation/grammar-report.ts'
export { type Interval, pairedInterval } from './evaluation/interval.ts'
export {
  type BaselineOptions,
  type Baselines,
  baselines,
  type ScoredText,
  type TextReport,
  type TextScores,
  textReport,
  textScores,
} from './evaluation/text-report.ts'
export { budgetOf } from './masking/budget.ts'
export { MaskingError } from './masking/error.ts'
export type { ChoiceLaw, PossibleChoice } from './masking/law.ts'
export {
  IGNORED,
  type MaskedTokens,
  type MaskingOptions,
  type MaskSequenceOptions,
  maskSequence,
} from './masking/mask.ts'
export { type EpochOptions, maskInEpoch } from './masking/mask-in-epoch.ts'
export {
  bertMasking,
  checkMasking,
  describeMasking,
  type Masking,
  type MaskingDescription,
  maskingOf,
} from './masking/masking.ts'
export { maskingPage } from './masking/page.ts'
export { type LinearRate, type MaskRate, rateAt } from './masking/rate.ts'
export { type Fate, type MaskingReport, maskingReport, type ShownToken } from './masking/report.ts'
export { type StrategyName, strategies, strategyNamed } from './masking/strategies.ts'
export {
  type Choice,
  type MaskingStrategy,
  type StrategyKind,
  type StrategySettings,
  strategyKind,
} from './masking/strategy.ts'
export { type WordIds, wordIdsOf, wordsOf } from './masking/words.ts'
export { bertFor } from './pretraining/bert.ts'
export {
  type CorpusParts,
  type CorpusSource,
  type CorpusSourceOptions,
  corpusSource,
  type TextSourceOptions,
  textSource,
} from './pretraining/corpus-source.ts'
export {
  type PretrainOptions,
  type PretrainResult,
  pretrain,
  StoppedError,
} from './pretraining/pretrain.ts'
export {
  type AugmentationRecord,
  type CorpusRecord,
  RecordError,
  type RunRecord,
  readRecord,
  writeRecord,
} from './pretraining/record.ts'
export { grammarSource, type Source } from './pretraining/source.ts'
export type { ValidationReport } from './pretraining/validation.ts'
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
export { type TokenizerTrainer, trainTokenizer } from './tokenizer/trainer.ts'
export type { TokenizerOptions } from './tokenizer/training-options.ts'
export { type TruncationStrategy, truncatedLengths, truncationStrategies } from './tokenizer/truncation.ts'
export { type UnknownReason, type UnknownText, unknownCounter } from './tokenizer/unknown.ts'
export { trainWordLevel, type WordLevelOptions, wordLevel, wordLevelOf } from './tokenizer/word-level.ts'
export { type WordPieceForm, wordPieceOf } from './tokenizer/wordpiece.ts'
export { type Batch, collate, labelCount } from './training/batch.ts'
export {
  type BatchOptions,
  evaluationBatches,
  type TrainingBatchOptions,
  trainingBatches,
} from './training/batches.ts'
export { type BertRecipeOptions, bertRecipe, decaysByName, type Recipe } from './training/bert-recipe.ts'
export { TrainingError } from './training/error.ts'
export type { Gradients } from './training/gradient-mean.ts'
export type { TrainingHook, TrainingRun } from './training/hooks.ts'
export { type MaskedLanguageModel, maskedLanguageModel } from './training/masked-language-model.ts'
export type { LossReport, StepReport, TrainResult } from './training/reports.ts'
export type { TrainingState } from './training/state.ts'
export type { Reduction } from './training/step.ts'
export type { BatchLoss, BatchSize, LossContext, Trainable } from './training/trainable.ts'
export { type TrainOptions, train } from './training/trainer.ts'
