import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type BertForMaskedLM, loadPretrained } from '@cloze/bert'
import type { Device } from '@cloze/tensor'
import * as z from 'zod'
import { folder } from '../node-storage.ts'
import { loadTokenizer } from '../tokenizer/folder.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { UsageError } from './exit.ts'

const files = ['config.json', 'model.safetensors', 'tokenizer.json']

/** The model and the tokenizer of a folder that was named on the command line. */
export async function openModel(
  path: string,
  device: Device,
): Promise<{ model: BertForMaskedLM; tokenizer: Tokenizer }> {
  for (const file of files)
    await access(join(path, file)).catch(() => {
      throw new UsageError(`${path}: is not a model folder: it has no ${file}`)
    })
  const storage = folder(path)
  const tokenizer = await loadTokenizer(storage)
  const model = await loadPretrained(storage, { device })
  if (model.config.vocabSize !== tokenizer.vocabularySize) {
    model.dispose()
    throw new UsageError(
      `${path}: config.json has a vocabulary of ${model.config.vocabSize}, tokenizer.json one of ${tokenizer.vocabularySize}`,
    )
  }
  return { model, tokenizer }
}

const trainerSchema = z.object({ seed: z.int() })

/** The seed of the run that made the model, which its split into training and validation follows from; else 1. */
export async function seedOfRun(path: string): Promise<number> {
  const storage = folder(path)
  if (!(await storage.exists('trainer.json'))) return 1
  const json: unknown = JSON.parse(new TextDecoder().decode(await storage.read('trainer.json')))
  return trainerSchema.safeParse(json).data?.seed ?? 1
}
