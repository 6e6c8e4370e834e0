export { BatchError, IGNORE_INDEX, type MaskedBatch } from './batch.ts'
export { BertModel, type BertModelOptions, type BertModelOutput } from './bert-model.ts'
export {
  type BertConfig,
  type BertSettings,
  bertConfig,
  ConfigError,
  configToJson,
  parseConfig,
} from './config.ts'
export { PretrainedError } from './errors.ts'
export {
  BertForMaskedLM,
  type ForwardOptions,
  type LossOptions,
  type MaskedLanguageLoss,
  type MaskedLanguageOutput,
} from './heads/masked-lm.ts'
export type { DropoutStep } from './layers.ts'
export type { EncoderOutputs, OutputOptions } from './outputs.ts'
export type { ParameterValues } from './parameter-values.ts'
export {
  type AnyModel,
  fromPretrained,
  type LoadOptions,
  loadConfig,
  loadPretrained,
  type ReadableFolder,
  savePretrained,
  type WritableFolder,
} from './pretrained/pretrained.ts'
export type {
  ModelOptions,
  ParameterView,
  PretrainedModel,
} from './pretrained-model.ts'
export { type StepShape, trainingProducts } from './products.ts'
export { readSafetensors, SafetensorsError, type StoredTensor, writeSafetensors } from './safetensors.ts'
export { sizes } from './sizes.ts'
