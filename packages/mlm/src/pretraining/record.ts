import * as z from 'zod'
import { documentFormats } from '../corpus/document-parser.ts'
import { normalForms } from '../corpus/preprocess/normalize.ts'
import { maskingSchema } from '../masking/masking.ts'
import type { Storage } from '../storage.ts'

/** How a corpus of text was read and split. */
const corpus = z.object({
  documents: z.enum(documentFormats),
  textField: z.string().optional(),
  skipInvalid: z.boolean(),
  deduplicate: z.boolean(),
  preprocessing: z.object({
    normalize: z.enum(normalForms).optional(),
    cleanText: z.boolean().optional(),
    lowerCase: z.boolean().optional(),
    /** The words themselves. */
    stopWords: z.array(z.string()).optional(),
    separateIdeographs: z.boolean().optional(),
  }),
  /** 0 where validation had files of its own. */
  validationShare: z.number(),
  testShare: z.number(),
  /** What was trained on stood in packed rows. */
  pack: z.boolean().optional(),
})

/** How a run's corpus of text was read and split. */
export type CorpusRecord = Readonly<z.output<typeof corpus>>

/** The changed copies that the training part had. */
const augmentation = z.object({ names: z.array(z.string()), rate: z.number(), copies: z.int() })

/** The changed copies that a run's training part had. */
export type AugmentationRecord = Readonly<z.output<typeof augmentation>>

/** What a run writes of itself beside its model, so that it can be measured again as it was. */
const schema = z.object({
  seed: z.int(),
  /** Taken; fewer than planned where the run was stopped. */
  steps: z.int(),
  plannedSteps: z.int(),
  batchSize: z.int(),
  learningRate: z.number(),
  warmup: z.int(),
  masking: maskingSchema,
  /** The longest sequence, in tokens. */
  sequenceLength: z.int(),
  /** Of text; nothing of the grammar. */
  corpus: corpus.optional(),
  augmentation: augmentation.optional(),
})

/** What a run writes of itself in `trainer.json`, so that its model can be measured as it was. */
export type RunRecord = Readonly<z.output<typeof schema>>

const FILE = 'trainer.json'

/**
 * Writes `trainer.json`.
 * @example
 * const storage = memoryStorage()
 * const run = { seed: 1, steps: 9, plannedSteps: 9, batchSize: 4, learningRate: 1e-3, warmup: 1, sequenceLength: 24 }
 * await writeRecord(storage, { ...run, masking: describeMasking({}) })
 * const record = await readRecord(storage)
 * record?.steps // 9
 */
export const writeRecord = (out: Pick<Storage, 'write'>, record: RunRecord): Promise<void> =>
  out.write(FILE, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`))

/**
 * The record of a run that a folder holds.
 * @returns nothing where there is none: a model that comes from elsewhere
 * @throws RecordError on one that no run wrote
 * @example
 * await readRecord(memoryStorage()) // undefined
 */
export async function readRecord(storage: Storage): Promise<RunRecord | undefined> {
  if (!(await storage.exists(FILE))) return undefined
  const text = new TextDecoder().decode(await storage.read(FILE))
  const found = schema.safeParse(parse(text))
  if (found.success) return found.data
  const keys = found.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  )
  throw new RecordError(`${FILE}: is not what a run writes: ${keys.join('; ')}`)
}

/**
 * A `trainer.json` that no run wrote.
 * @example
 * const storage = memoryStorage()
 * await storage.write('trainer.json', new TextEncoder().encode('{'))
 * await readRecord(storage) // throws RecordError: trainer.json: is not JSON
 */
export class RecordError extends Error {
  override readonly name = 'RecordError'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RecordError(`${FILE}: is not JSON`)
  }
}
