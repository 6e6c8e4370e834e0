export {
  type CorpusParts,
  type CorpusSource,
  type CorpusSourceOptions,
  corpusSource,
  type TextSourceOptions,
  textSource,
} from './corpus-source.ts'
export {
  type PretrainOptions,
  type PretrainResult,
  pretrain,
  runFiles,
  StoppedError,
  type ValidationReport,
} from './pretrain.ts'
export {
  type AugmentationRecord,
  type CorpusRecord,
  RecordError,
  type RunRecord,
  readRecord,
  writeRecord,
} from './record.ts'
export { grammarSource, type Source } from './source.ts'
