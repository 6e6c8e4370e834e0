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
export { type Measure, measureOfRun } from './measure.ts'
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
export { type LeavingOut, recordedCorpus, recordedReading } from './recorded-corpus.ts'
export { runFiles } from './save-run.ts'
export { grammarSource, type Source } from './source.ts'
export type { ValidationReport } from './validation.ts'
