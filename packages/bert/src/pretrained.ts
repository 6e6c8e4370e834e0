import type { Device } from '@cloze/tensor'
import { BertForMaskedLM } from './bert-for-masked-lm.ts'
import { type BertConfig, ConfigError, configToJson, parseConfig } from './config.ts'
import { PretrainedError } from './errors.ts'
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors.ts'
import { notFinite, weightsOf } from './weights.ts'

/** Where a model's files are: a folder, the memory, a server. */
export interface ReadableFolder {
  read(name: string): Promise<Uint8Array>
}
export interface WritableFolder {
  /** Replaces the whole file. */
  write(name: string, bytes: Uint8Array): Promise<void>
}

const CONFIG = 'config.json'
const WEIGHTS = 'model.safetensors'

/**
 * Reads the `config.json` of a Hugging Face folder.
 * @throws ConfigError
 */
export const loadConfig = async (files: ReadableFolder): Promise<BertConfig> =>
  parseConfig(parseJson(await files.read(CONFIG)), CONFIG)

export interface LoadOptions {
  readonly device?: Device
  /** Told what a person should know of the weights: what was left out of them, or taken in place of something else. */
  readonly onNote?: (note: string) => void
}

/**
 * Reads a Hugging Face folder: `config.json` and `model.safetensors`. Checkpoints of TensorFlow's time, with `gamma` and
 * `beta` in their layer norms, load too; heads that this model doesn't have (the pooler, next-sentence) are left out.
 * A decoder that differs from the word embeddings is kept as it is, whatever `tie_word_embeddings` says.
 * @throws PretrainedError, ConfigError, SafetensorsError
 * @example
 * const model = await loadPretrained(folder('runs/grammar'))
 */
export async function loadPretrained(
  files: ReadableFolder,
  { device, onNote }: LoadOptions = {},
): Promise<BertForMaskedLM> {
  const config = await loadConfig(files)
  const { values, tied, notes } = weightsOf(
    readSafetensors(await files.read(WEIGHTS), WEIGHTS),
    config,
    WEIGHTS,
  )
  if (onNote) notes.forEach(onNote)
  return new BertForMaskedLM({ ...config, tieWordEmbeddings: tied }, device ? { device } : {}, values)
}

/**
 * Writes `config.json` and `model.safetensors` (float32), as transformers reads them. The same model, the same bytes.
 * @throws PretrainedError before anything is written, where a weight is no finite number
 */
export async function savePretrained(files: WritableFolder, model: BertForMaskedLM): Promise<void> {
  const stored = await checkedWeights(model)
  const bias = stored.find(({ name }) => name === 'cls.predictions.bias')
  // Without tied weights, transformers 5 takes the bias from this name alone.
  if (bias && !model.config.tieWordEmbeddings) stored.push({ ...bias, name: 'cls.predictions.decoder.bias' })
  await files.write(WEIGHTS, writeSafetensors(stored))
  await files.write(
    CONFIG,
    new TextEncoder().encode(`${JSON.stringify(configToJson(model.config), null, 2)}\n`),
  )
}

/** @throws PretrainedError on a weight that is no finite number, as training that diverged leaves them */
const checkedWeights = (model: BertForMaskedLM): Promise<(StoredTensor & { name: string })[]> =>
  Promise.all(
    [...model.parameters()].map(async ([name, variable]) => {
      const values = Float32Array.from(await variable.data())
      const lost = notFinite(values, variable.shape)
      if (lost !== undefined) throw new PretrainedError(`${name} ${lost}; the model isn't written`)
      return { name, shape: variable.shape, values }
    }),
  )

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new ConfigError(`${CONFIG}: is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}
