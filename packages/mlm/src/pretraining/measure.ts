import { type Masking, maskingOf } from '../masking/masking.ts'
import type { Storage } from '../storage.ts'
import { type CorpusRecord, readRecord } from './record.ts'

/** How a model is measured: as the run that made it was. */
export interface Measure {
  /** Of the masks, and of what the grammar writes. */
  readonly seed: number
  /** Of the split into training and validation: the run's own, or documents it trained on would be scored. */
  readonly splitSeed: number
  /** BERT's where left out. */
  readonly masking?: Masking
  /** The longest sequence of text, in tokens; as many as the model takes where left out. */
  readonly sequenceLength?: number
  /** How the run read its corpus; plainly where left out. */
  readonly corpus?: CorpusRecord
}

/**
 * As the run that made the model of a folder was: its seed, its masks, the length of its sequences.
 * @returns seed 1 and BERT's masks where the folder holds no record of a run: a model that comes from elsewhere
 * @throws RecordError on a record that no run wrote; MaskingError on masking that can't be
 * @example
 * await measureOfRun(memoryStorage()) // { seed: 1, splitSeed: 1 }
 */
export async function measureOfRun(storage: Storage): Promise<Measure> {
  const record = await readRecord(storage)
  if (record === undefined) return { seed: 1, splitSeed: 1 }
  const { seed, sequenceLength, masking, corpus } = record
  return { seed, splitSeed: seed, sequenceLength, masking: maskingOf(masking), ...(corpus && { corpus }) }
}
