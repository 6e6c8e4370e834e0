/** Documents with all that a file says of them, so that labels stay with the text. */
import { type ReadOptions, readEntries } from '../corpus/documents.ts'
import type { CorpusFile } from '../corpus/file.ts'
import type { SourceRecord } from '../corpus/source-record.ts'
import type { Augmentable } from './augment.ts'

/** A document, and its record as the file has it, where it is of one. */
export interface LabelledDocument extends Augmentable {
  /** Nothing where the file holds prose. */
  readonly record?: SourceRecord
}

/**
 * The documents of files as `readDocuments` finds them, with their records; and the records whose text is blank.
 * @throws CorpusError as `readDocuments`
 * @example
 * const json = '{"id": 7, "text": "A cat"}'
 * const file = { name: 'a.jsonl', open: async function* () { yield new TextEncoder().encode(json) } }
 * const lines: string[] = []
 * for await (const { text, record } of readRecords([file])) if (record) lines.push(withText(record, text.toLowerCase()))
 * lines // ['{"id": 7, "text": "a cat"}']
 */
export async function* readRecords(
  files: Iterable<CorpusFile>,
  options: ReadOptions = {},
): AsyncGenerator<LabelledDocument> {
  for await (const found of readEntries(files, options))
    yield typeof found === 'string' ? { text: found } : { text: found.text.trim(), record: found }
}
