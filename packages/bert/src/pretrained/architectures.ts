import { BertModel } from '../bert-model.ts'
import type { BertConfig } from '../config.ts'
import { BertForMaskedLM } from '../heads/masked-lm.ts'
import type { PretrainedModel } from '../pretrained-model.ts'
import type { Loaded, OpenOptions, WeightsFile } from '../weights.ts'

/** What a model's class says of itself, so that a folder can be opened as one. */
export interface Architecture<Model extends PretrainedModel = PretrainedModel> {
  /** What `architectures` in a config.json calls it. */
  readonly architectures: readonly string[]
  open(file: WeightsFile, config: BertConfig, options: OpenOptions): Loaded<Model>
}

/** Every model that a folder can be opened as. */
export const models = [BertModel, BertForMaskedLM] as const satisfies readonly Architecture[]
