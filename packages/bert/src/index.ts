export { BatchError, IGNORED, type MaskedBatch } from './batch.ts'
export {
  BertForMaskedLM,
  type ForwardOptions,
  type LossOptions,
  type MaskedLanguageLoss,
  type MaskedLanguageOutput,
  type ModelOptions,
} from './bert-for-masked-lm.ts'
export {
  type BertConfig,
  type BertSettings,
  bertConfig,
  ConfigError,
  configToJson,
  parseConfig,
} from './config.ts'
export { PretrainedError } from './errors.ts'
export type { DropoutStep } from './layers.ts'
export {
  type LoadOptions,
  loadConfig,
  loadPretrained,
  type ReadableFolder,
  savePretrained,
  type WritableFolder,
} from './pretrained.ts'
export { type StepSize, trainingProducts } from './products.ts'
export { readSafetensors, SafetensorsError, type StoredTensor, writeSafetensors } from './safetensors.ts'
export { sizes } from './sizes.ts'
