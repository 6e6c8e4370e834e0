import type { BertForMaskedLM, StepShape } from '@cloze/bert'
import { ModelFolderError, openModelFolder } from '@cloze/mlm/inference'
import { folderStorage } from '@cloze/mlm/node'
import { type EvaluationSettings, evaluationSettingsOf } from '@cloze/mlm/pretraining'
import type { Tokenizer } from '@cloze/mlm/tokenizer'
import type { Device } from '@cloze/tensor'
import { explain, UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'
import { type DeviceFlags, onDevice } from './device.ts'

/** Says of what goes wrong in `read` in which folder it was: the files' own errors name the file alone. */
async function within<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    const message = `${path}: ${explain(error)}`
    throw error instanceof ModelFolderError ? new UsageError(message) : new Error(message, { cause: error })
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
  step: StepShape,
  body: (opened: OpenModel) => Promise<Result>,
): Promise<Result> {
  const { config, tokenizer, load } = await within(path, () =>
    openModelFolder(folderStorage(path), { onNote: (note) => say(`${path}: ${note}`) }),
  )
  return onDevice(
    flags,
    () => ({ model: config, step }),
    async (device) => {
      const model = await within(path, () => load(device))
      try {
        return await body({ model, tokenizer, device })
      } finally {
        model.dispose()
      }
    },
  )
}

/** As the run that made the model was. */
export const evaluationSettingsIn = (path: string): Promise<EvaluationSettings> =>
  within(path, () => evaluationSettingsOf(folderStorage(path)))
