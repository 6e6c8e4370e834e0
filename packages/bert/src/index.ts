export { BatchError, IGNORE_INDEX, type MaskedBatch } from './batch.ts'
export type { BatchLayout } from './batch-layout.ts'
export { BertModel, type BertModelOptions, type BertModelOutput } from './bert-model.ts'
export {
  type BertConfig,
  type BertSettings,
  bertConfig,
  ConfigError,
  configToJson,
  parseConfig,
} from './config.ts'
export { type Encoded, encoder } from './encoder.ts'
export { PretrainedError } from './errors.ts'
export {
  BertForMaskedLM,
  type ForwardOptions,
  type LossOptions,
  type MaskedLanguageLoss,
  type MaskedLanguageOutput,
} from './heads/masked-lm.ts'
export {
  type Initial,
  type InitialisationContext,
  normal as normalInitial,
  ones as onesInitial,
  zeros as zerosInitial,
} from './initialisation.ts'
export { type DropoutStep, dense, drop, embedding, layerNorm, type Pass } from './layers.ts'
export { type Bound, type Lookup, Module, module, Parameter, type Part, type Parts } from './module.ts'
export { type EncoderOutputs, type OutputOptions, outputsOf } from './outputs.ts'
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
export {
  BertPretrainedModel,
  type ModelOptions,
  type ParameterView,
  type PretrainedModel,
} from './pretrained-model.ts'
export { type StepShape, trainingProducts } from './products.ts'
export { sizes } from './sizes.ts'
