import { type Corpus, textCorpus } from '../corpus/corpus.ts'
import type { ReadOptions } from '../corpus/documents.ts'
import type { CorpusFile } from '../corpus/file.ts'
import { preprocessing } from '../corpus/preprocess/preprocessing.ts'
import type { CorpusError } from '../errors.ts'
import type { CorpusRecord } from './record.ts'

/** Told of documents that are left out, at each reading anew. */
export interface LeavingOut {
  readonly invalid: (error: CorpusError) => void
  readonly duplicate: () => void
}

/**
 * How documents are read, as the settings of a run say.
 * @example
 * const run = { documents: 'line', skipInvalid: false, deduplicate: false, preprocessing: {} } as const
 * recordedReading({ ...run, validationShare: 0.1, testShare: 0 }, { invalid() {} }) // { format: 'line' }
 */
export const recordedReading = (
  { documents, textField, skipInvalid }: CorpusRecord,
  { invalid }: Pick<LeavingOut, 'invalid'>,
): ReadOptions => ({
  format: documents,
  ...(textField !== undefined && { textField }),
  ...(skipInvalid && { onInvalid: invalid }),
})

/**
 * The corpus that files hold, read as the settings of a run say.
 * @throws as `textCorpus`, while it is read
 * @example
 * const run = { documents: 'line', skipInvalid: false, deduplicate: true, preprocessing: { lowerCase: true } } as const
 * const settings = { ...run, validationShare: 0.1, testShare: 0 }
 * const corpus = recordedCorpus([file], settings, { invalid() {}, duplicate() {} })
 * const { training } = await splitCorpus(corpus, { validationShare: 0.1, seed: 1 })
 * training.size // 2
 */
export const recordedCorpus = (
  files: readonly CorpusFile[],
  settings: CorpusRecord,
  leftOut: LeavingOut,
): Corpus =>
  textCorpus(files, {
    ...recordedReading(settings, leftOut),
    preprocess: preprocessing(settings.preprocessing),
    deduplicate: settings.deduplicate,
    onDuplicate: leftOut.duplicate,
  })
