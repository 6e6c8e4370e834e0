import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type BertForMaskedLM, loadPretrained } from '@cloze/bert'
import type { Device } from '@cloze/tensor'
import { strategyNamed } from '../masking/strategies.ts'
import { folder } from '../node-storage.ts'
import { readRecord } from '../pretraining/record.ts'
import { loadTokenizer } from '../tokenizer/folder.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Measure } from './evaluate-model.ts'
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

/** As the run that made the model was: its seed, its masks, the length of its sequences. Else seed 1 and BERT's. */
export async function measureOfRun(path: string): Promise<Measure> {
  const record = await readRecord(folder(path))
  if (record === undefined) return { seed: 1 }
  const { seed, masking, sequenceLength } = record
  return { seed, sequenceLength, masking: { strategy: strategyNamed(masking.strategy), rate: masking.rate } }
}
