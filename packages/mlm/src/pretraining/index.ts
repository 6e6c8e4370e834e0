/** A run from a corpus to a model in a folder, and its record. */

export { bertFor } from './bert.ts'
export {
  type CorpusParts,
  type CorpusSource,
  type CorpusSourceOptions,
  corpusSource,
  type TextSourceOptions,
  textSource,
} from './corpus-source.ts'
export { type EvaluationSettings, evaluationSettingsOf } from './evaluation-settings.ts'
export { type ModelSettings, namedModel, withoutVocabulary } from './named-model.ts'
export { type PretrainOptions, type PretrainResult, pretrain, StoppedError } from './pretrain.ts'
export {
  type AugmentationRecord,
  type CorpusRecord,
  RecordError,
  type RunRecord,
  readRecord,
  writeRecord,
} from './record.ts'
export { recordedCorpus, recordedReadOptions, type SkipHandlers } from './recorded-corpus.ts'
export { runFiles } from './save-run.ts'
export { grammarSource, type Source } from './source.ts'
export type { ValidationMetrics } from './validation.ts'
