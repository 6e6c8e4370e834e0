import { sha256 } from '../sha256.ts'
import type { Storage } from '../storage.ts'
import { encodedFiles } from '../tokenizer/folder.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { MaskedLanguageModel } from '../training/masked-language-model.ts'
import type { MetricsLog } from '../training/metrics-log.ts'
import { type RunRecord, writeRecord } from './record.ts'

/** What a run leaves beside its tokenizer and its log. */
export const runFiles = ['config.json', 'model.safetensors', 'trainer.json'] as const

/** What a model that is replaced may have beside it, and some read before `tokenizer.json`: it speaks of another vocabulary. */
const stale = ['vocab.txt', 'vocab.json', 'merges.txt', 'added_tokens.json', 'special_tokens_map.json']

/** All that a run's folder is made of. */
export interface Run {
  readonly model: Pick<MaskedLanguageModel, 'save'>
  readonly tokenizer: Tokenizer
  readonly record: RunRecord
  readonly log: MetricsLog
}

/**
 * Writes the folder as one: all of it is there, or what was there before. `config.json`, without which it is no model, is
 * last.
 * @returns the SHA-256 of `model.safetensors`, in hexadecimal
 * @throws PretrainedError, before anything is written, on weights that are no numbers: a run that was stopped may have
 * diverged since its loss was last looked at
 */
export async function saveRun(out: Storage, { model, tokenizer, record, log }: Run): Promise<string> {
  const gone = (await out.exists('config.json')) ? stale : []
  const files = new Map<string, Uint8Array | undefined>(gone.map((name) => [name, undefined]))
  const write = async (name: string, bytes: Uint8Array) => {
    files.set(name, bytes)
  }
  for (const [name, bytes] of encodedFiles(tokenizer)) files.set(name, bytes)
  await writeRecord({ write }, record)
  for (const [name, bytes] of await log.replacing()) files.set(name, bytes)
  let digest = ''
  await model.save({
    write: async (name, bytes) => {
      if (name === 'model.safetensors') digest = await sha256(bytes)
      await write(name, bytes)
    },
  })
  await out.replace(files)
  log.replaced()
  return digest
}
