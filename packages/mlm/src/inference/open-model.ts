import {
  type BertConfig,
  type BertForMaskedLM,
  type LoadOptions,
  loadConfig,
  loadPretrained,
} from '@cloze/bert'
import type { Device } from '@cloze/tensor'
import type { Storage } from '../storage.ts'
import { loadTokenizer } from '../tokenizer/folder.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { VOCABULARY } from '../tokenizer/vocabulary-file.ts'

const files = ['config.json', 'model.safetensors', 'tokenizer.json']

/** What may stand in the place of a file. */
const instead = new Map([['tokenizer.json', VOCABULARY]])

/**
 * A folder that holds no model, or a model and a tokenizer that don't belong together.
 * @example
 * await openModelFolder(memoryStorage()) // throws ModelFolderError: is not a model folder: it has no config.json
 */
export class ModelFolderError extends Error {
  override readonly name = 'ModelFolderError'
}

/** A model folder whose weights are not read yet: what it is tells which device suits it. */
export interface ModelFolder {
  readonly config: BertConfig
  readonly tokenizer: Tokenizer
  /** Reads the weights, to the cpu where no device is given. The model is the caller's to dispose. */
  load(device?: Device): Promise<BertForMaskedLM>
}

/**
 * Opens a Hugging Face model folder: its settings and its tokenizer, and then its weights.
 * @param storage a folder (`folder` of `@cloze/mlm/node`), memory, or what a page has
 * @param options.onNote told what is unusual and goes well, of the settings and of the weights
 * @throws ModelFolderError where a file is missing, or the tokenizer has another vocabulary than the model; what
 * `loadTokenizer` and `loadConfig` throw
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, model)
 * await saveTokenizer(storage, tokenizer)
 * const folder = await openModelFolder(storage)
 * folder.config.hiddenSize // 8
 * const filled = await fillMask(await folder.load(), folder.tokenizer, 'the dogs that the cat sees [MASK]')
 * filled.length // 1
 */
export async function openModelFolder(
  storage: Storage,
  options: Pick<LoadOptions, 'onNote'> = {},
): Promise<ModelFolder> {
  for (const file of files)
    if (!(await storage.exists(file)) && !(await storage.exists(instead.get(file) ?? file)))
      throw new ModelFolderError(`is not a model folder: it has no ${file}`)
  const tokenizer = await loadTokenizer(storage)
  const config = await loadConfig(storage)
  if (config.vocabSize !== tokenizer.vocabularySize)
    throw new ModelFolderError(
      `config.json has a vocabulary of ${config.vocabSize}, its tokenizer one of ${tokenizer.vocabularySize}`,
    )
  const { pad } = tokenizer.special
  if (config.padTokenId !== pad)
    options.onNote?.(
      `config.json has the pad_token_id ${config.padTokenId}, but ${tokenizer.token(pad)} is ${pad}; padding is left out by the attention mask, so scores are the same`,
    )
  return {
    config,
    tokenizer,
    load: (device) => loadPretrained(storage, { ...options, ...(device && { device }) }),
  }
}
