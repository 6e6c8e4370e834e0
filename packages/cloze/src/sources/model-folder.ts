import { type BertForMaskedLM, loadConfig, loadPretrained, type StepSize } from '@cloze/bert'
import { maskingOf } from '@cloze/mlm/masking'
import { folder } from '@cloze/mlm/node'
import { readRecord } from '@cloze/mlm/pretraining'
import { loadTokenizer, type Tokenizer, VOCABULARY } from '@cloze/mlm/tokenizer'
import type { Device } from '@cloze/tensor'
import type { Measure } from '../evaluation/evaluate-model.ts'
import { explain, UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'
import { type DeviceFlags, onDevice } from './device.ts'

const files = ['config.json', 'model.safetensors', 'tokenizer.json']

/** What may stand in the place of a file. */
const instead = new Map([['tokenizer.json', VOCABULARY]])

/** A model folder with a file in it that can't be read, or isn't what it should be. */
class ModelFolderError extends Error {
  override readonly name = 'ModelFolderError'
}

/** Says of what goes wrong in `read` in which folder it was: the files' own errors name the file alone. */
async function within<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw new ModelFolderError(`${path}: ${explain(error)}`, { cause: error })
  }
}

interface OpenModel {
  readonly model: BertForMaskedLM
  readonly tokenizer: Tokenizer
  readonly device: Device
}

/**
 * Runs `body` with the model and the tokenizer of a folder that was named on the command line, on a device.
 * @param step what the model will be asked at a time, for `auto` to choose by
 */
export async function withModel<Result>(
  path: string,
  flags: DeviceFlags,
  step: StepSize,
  body: (opened: OpenModel) => Promise<Result>,
): Promise<Result> {
  const storage = folder(path)
  for (const file of files)
    if (!(await storage.exists(file)) && !(await storage.exists(instead.get(file) ?? file)))
      throw new UsageError(`${path}: is not a model folder: it has no ${file}`)
  const tokenizer = await within(path, () => loadTokenizer(storage))
  const config = await within(path, () => loadConfig(storage))
  if (config.vocabSize !== tokenizer.vocabularySize)
    throw new UsageError(
      `${path}: config.json has a vocabulary of ${config.vocabSize}, its tokenizer one of ${tokenizer.vocabularySize}`,
    )
  const { pad } = tokenizer.special
  if (config.padTokenId !== pad)
    say(
      `${path}: config.json has the pad_token_id ${config.padTokenId}, but ${tokenizer.token(pad)} is ${pad}; padding is left out by the attention mask, so scores are the same`,
    )
  return onDevice(
    flags,
    () => ({ model: config, step }),
    async (opened) => {
      const model = await within(path, () =>
        loadPretrained(storage, { device: opened, onNote: (note) => say(`${path}: ${note}`) }),
      )
      try {
        return await body({ model, tokenizer, device: opened })
      } finally {
        model.dispose()
      }
    },
  )
}

/** As the run that made the model was: its seed, its masks, the length of its sequences. Else seed 1 and BERT's. */
export async function measureOfRun(path: string): Promise<Measure> {
  const record = await within(path, () => readRecord(folder(path)))
  if (record === undefined) return { seed: 1, splitSeed: 1 }
  const { seed, sequenceLength, masking, corpus } = record
  return {
    seed,
    splitSeed: seed,
    sequenceLength,
    masking: await within(path, async () => maskingOf(masking)),
    ...(corpus && { corpus }),
  }
}
