import type { Device } from '@cloze/tensor'
import { BertForMaskedLM } from './bert-for-masked-lm.ts'
import { type BertConfig, ConfigError, configToJson, parseConfig } from './config.ts'
import { parameterShapes } from './parameters.ts'
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors.ts'

/** A folder whose files don't make a model; the message names the file, the key and what would be right. */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError'
}

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

/**
 * Reads a Hugging Face folder: `config.json` and `model.safetensors`. Checkpoints of TensorFlow's time, with `gamma` and
 * `beta` in their layer norms, load too; heads that this model doesn't have (the pooler, next-sentence) are left out.
 * @throws PretrainedError, ConfigError, SafetensorsError
 * @example
 * const model = await loadPretrained(folder('runs/grammar'))
 */
export async function loadPretrained(
  files: ReadableFolder,
  { device }: { readonly device?: Device } = {},
): Promise<BertForMaskedLM> {
  const config = await loadConfig(files)
  const { tensors } = readSafetensors(await files.read(WEIGHTS), WEIGHTS)
  return new BertForMaskedLM(config, device ? { device } : {}, matched(tensors, config))
}

/** Writes `config.json` and `model.safetensors` (float32), as transformers reads them. The same model, the same bytes. */
export async function savePretrained(files: WritableFolder, model: BertForMaskedLM): Promise<void> {
  const stored = await Promise.all(
    [...model.parameters()].map(async ([name, variable]) => ({
      name,
      shape: variable.shape,
      values: Float32Array.from(await variable.data()),
    })),
  )
  await files.write(WEIGHTS, writeSafetensors(stored))
  await files.write(
    CONFIG,
    new TextEncoder().encode(`${JSON.stringify(configToJson(model.config), null, 2)}\n`),
  )
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new ConfigError(`${CONFIG}: is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

/** Keys of ordinary BERT checkpoints that a masked language model has no use for. */
const unused = /^(bert\.pooler\.|cls\.seq_relationship\.|bert\.embeddings\.position_ids$)/

/** The decoder is tied, but some checkpoints hold it a second time. */
const twins = new Map([
  ['cls.predictions.decoder.weight', 'bert.embeddings.word_embeddings.weight'],
  ['cls.predictions.decoder.bias', 'cls.predictions.bias'],
])

const modern = (name: string): string =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias')

function matched(stored: ReadonlyMap<string, StoredTensor>, config: BertConfig): Map<string, Float32Array> {
  const shapes = parameterShapes(config)
  const values = new Map<string, Float32Array>()
  for (const [name, { shape, values: held }] of stored) {
    const known = modern(name)
    const key = shapes.has(known) ? known : (twins.get(known) ?? known)
    const right = shapes.get(key)
    if (right === undefined) {
      if (unused.test(known)) continue
      throw new PretrainedError(
        `${WEIGHTS}: unexpected key ${name}: the model that ${CONFIG} describes has none such`,
      )
    }
    if (shape.join() !== right.join())
      throw new PretrainedError(`${WEIGHTS}: ${name} has shape [${shape}], but ${CONFIG} makes it [${right}]`)
    if (known === key || !values.has(key)) values.set(key, held)
  }
  const missing = [...shapes.keys()].filter((name) => !values.has(name))
  if (missing.length > 0)
    throw new PretrainedError(
      `${WEIGHTS}: ${missing.length} missing ${missing.length === 1 ? 'key' : 'keys'}: ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''}`,
    )
  return values
}
