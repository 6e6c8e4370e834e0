/** Folders of a small model in memory, whose weights and settings a test changes. */
import { readFile } from 'node:fs/promises'
import { type BertForMaskedLM, loadPretrained } from '@cloze/bert'
import { reference, scope } from '@cloze/tensor'
import { readSafetensors, type StoredTensor, writeSafetensors } from '@cloze/tensor/safetensors'
import * as z from 'zod'

export const fixture = (name: string) => readFile(new URL(`../fixtures/${name}`, import.meta.url))
export const { ids, logits: expected } = z
  .object({ ids: z.array(z.number()), logits: z.record(z.string(), z.array(z.number())) })
  .parse(JSON.parse(String(await fixture('models.json'))))

export const WORDS = 'bert.embeddings.word_embeddings.weight'
export const DECODER = 'cls.predictions.decoder.weight'
export const BIAS = 'cls.predictions.bias'
export const DECODER_BIAS = 'cls.predictions.decoder.bias'

export type Tensors = Map<string, StoredTensor>

/** A folder in memory with weights and settings that a test changed. */
export async function folderOf(
  weights: string,
  settings: object = {},
  change: (tensors: Tensors) => unknown = () => {},
) {
  const { tensors } = readSafetensors(await fixture(`models/${weights}.safetensors`))
  change(tensors)
  const config = { ...JSON.parse(String(await fixture('models/config.json'))), ...settings }
  const files = new Map<string, Uint8Array>([
    ['config.json', new TextEncoder().encode(JSON.stringify(config))],
    ['model.safetensors', writeSafetensors([...tensors].map(([name, stored]) => ({ name, ...stored })))],
  ])
  return {
    files,
    read: async (name: string) => files.get(name) ?? Promise.reject(new Error(`no ${name}`)),
    write: async (name: string, bytes: Uint8Array) => void files.set(name, bytes),
  }
}

type Folder = Awaited<ReturnType<typeof folderOf>>

export async function opened(folder: Folder) {
  const notes: string[] = []
  const model = await loadPretrained(folder, { device: reference, onNote: (note) => notes.push(note) })
  return { model, notes }
}

export const batch = {
  batchSize: 1,
  sequenceLength: ids.length,
  inputIds: Int32Array.from(ids),
  attentionMask: new Int32Array(ids.length).fill(1),
  tokenTypeIds: new Int32Array(ids.length),
}

export async function logitsOf(model: BertForMaskedLM): Promise<number[]> {
  const logits = scope(() => model.forward(batch, { logits: 'all' }).logits.value)
  try {
    return [...(await logits.data())]
  } finally {
    logits.dispose()
  }
}

/** How far two lists of logits are apart, at most. */
export const apart = (a: readonly number[], b: readonly number[] = []) =>
  a.length === b.length
    ? Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))))
    : Number.NaN

export const put = (tensors: Tensors, name: string, values: Float32Array) =>
  tensors.set(name, { shape: [values.length], values })
