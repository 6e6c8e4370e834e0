import type { Device } from '@cloze/tensor'
import { preview, readSafetensors, type StoredTensor, writeSafetensors } from '@cloze/tensor/safetensors'
import { z } from 'zod'
import { type BertConfig, ConfigError, configToJson, parseConfig } from '../config.ts'
import { PretrainedError } from '../errors.ts'
import { BertForMaskedLM } from '../heads/masked-lm.ts'
import type { PretrainedModel } from '../pretrained-model.ts'
import { notFinite, WeightsFile } from '../weights.ts'
import { type Architecture, models } from './architectures.ts'

/** Where a model's files are: a folder, the memory, a server. */
export interface ReadableFolder {
  /** @throws where there is no such file */
  read(name: string): Promise<Uint8Array>
}
/** Where a model is written to. */
export interface WritableFolder {
  /** Replaces the whole file. */
  write(name: string, bytes: Uint8Array): Promise<void>
}

const CONFIG = 'config.json'
const WEIGHTS = 'model.safetensors'

const readJson = async (files: ReadableFolder): Promise<unknown> => parseJson(await files.read(CONFIG))

/**
 * Reads the `config.json` of a Hugging Face folder.
 * @throws ConfigError
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, model)
 * const { hiddenSize, numHiddenLayers } = await loadConfig(storage)
 * hiddenSize // 8
 */
export const loadConfig = async (files: ReadableFolder): Promise<BertConfig> =>
  parseConfig(await readJson(files), CONFIG)

/** Where a loaded model runs, and who hears what is worth knowing of its weights. */
export interface LoadOptions {
  /** Where the model is to run; `cpu` where left out. */
  readonly device?: Device
  /** Told what a person should know of the weights: what was left out of them, or taken in place of something else. */
  readonly onNote?: (note: string) => void
}

/** Any model that a folder can be opened as; which it is, `instanceof` tells. */
export type AnyModel = InstanceType<(typeof models)[number]>

/**
 * Opens a Hugging Face folder, `config.json` and `model.safetensors`, as the model that `architectures` in its config
 * names: `BertModel`, or `BertForMaskedLM`, which `BertForPreTraining` is opened as too, and a folder that names none.
 * Checkpoints of TensorFlow's time, with `gamma` and `beta` in their layer norms, open as well.
 * @throws PretrainedError on an architecture that is not known, on weights that are missing, left over, of another shape or
 * dtype, or no finite numbers; ConfigError, SafetensorsError
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, new BertModel({ ...sizes.tiny, vocabSize: 1000 }))
 * const model = await fromPretrained(storage)
 * if (model instanceof BertModel) model.forward(batch).lastHiddenState
 * model.architecture // 'BertModel'
 */
export async function fromPretrained(files: ReadableFolder, options: LoadOptions = {}): Promise<AnyModel> {
  const { config, model, weights } = await opened(files)
  return built<AnyModel>(model, weights, config, options)
}

/**
 * Opens a Hugging Face folder as a masked language model, as transformers' AutoModelForMaskedLM does: `config.json` and
 * `model.safetensors`. What its `architectures` names must be known. The pooler and the next-sentence head are left out. A
 * decoder that differs from the word embeddings is kept as it is, whatever `tie_word_embeddings` says.
 * @throws as `fromPretrained`; PretrainedError on a folder of an encoder alone
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, model)
 * const copy = await loadPretrained(storage)
 * copy.config.hiddenSize // 8
 */
export async function loadPretrained(
  files: ReadableFolder,
  options: LoadOptions = {},
): Promise<BertForMaskedLM> {
  const { config, model, weights } = await opened(files)
  if (model !== BertForMaskedLM && !weights.holds('cls.'))
    throw new PretrainedError(
      `${CONFIG}: architectures names ${model.architectures[0]}, which predicts no token; a masked language model is needed: ${BertForMaskedLM.architectures.join(' or ')}`,
    )
  return built(BertForMaskedLM, weights, config, options)
}

async function opened(files: ReadableFolder) {
  const json = await readJson(files)
  const config = parseConfig(json, CONFIG)
  const model = modelNamed(json)
  const weights = new WeightsFile(readSafetensors(await files.read(WEIGHTS), WEIGHTS), WEIGHTS)
  return { config, model, weights }
}

/** The model that a config.json names; one that names none is a masked language model. */
function modelNamed(json: unknown): (typeof models)[number] {
  const { architectures } = naming.parse(json)
  const { data: names, success } = list.safeParse(architectures)
  const fail = (right: string): never => {
    throw new PretrainedError(`${CONFIG}: architectures is ${preview(architectures)}, should be ${right}`)
  }
  if (!success) return fail('a list of names')
  if (!names || names.length === 0) return BertForMaskedLM
  const modelOf = (name: string) => models.find((model) => model.architectures.some((each) => each === name))
  const [found] = names.flatMap((name) => modelOf(name) ?? []) // the file's first that is known
  return found ?? fail(`one of ${models.flatMap((model) => model.architectures).join(', ')}`)
}

const naming = z.object({ architectures: z.unknown().optional() })
const list = z.array(z.string()).nullish()

function built<Model extends PretrainedModel>(
  model: Architecture<Model>,
  weights: WeightsFile,
  config: BertConfig,
  { device, onNote }: LoadOptions,
): Model {
  const loaded = model.open(weights, config, device ? { device } : {})
  if (onNote) loaded.notes.forEach(onNote)
  return loaded.model
}

/**
 * Writes `config.json` and `model.safetensors` (float32), as transformers reads them. The same model, the same bytes.
 * @throws PretrainedError before anything is written, where a weight is no finite number
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, model)
 * await storage.exists('model.safetensors') // true
 */
export async function savePretrained(files: WritableFolder, model: PretrainedModel): Promise<void> {
  const stored = await checkedWeights(model)
  await files.write(WEIGHTS, writeSafetensors(stored))
  const config = configToJson(model.config, model.architecture)
  await files.write(CONFIG, new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`))
}

/** @throws PretrainedError on a weight that is no finite number, as training that diverged leaves them */
const checkedWeights = (model: PretrainedModel): Promise<(StoredTensor & { name: string })[]> =>
  Promise.all(
    [...model.stateDict()].map(async ([name, variable]) => {
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
