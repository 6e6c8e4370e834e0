/** Documents with all that a file says of them, so that labels stay with the text. */
import { type ReadOptions, readDocuments } from '../corpus/documents.ts'
import type { CorpusFile } from '../corpus/file.ts'
import { decompressed } from '../corpus/gunzip.ts'
import { jsonLines } from '../corpus/json-lines.ts'
import { lineBlocks } from '../corpus/lines.ts'
import type { Augmentable } from './augment.ts'

/** A document, and under their own keys whatever else its line of JSON has. */
export interface LabelledDocument extends Augmentable {
  readonly fields: Readonly<Record<string, unknown>>
}

/** Whether the file is JSON lines by its name. */
export const isJsonLines = (name: string): boolean => /\.(jsonl|ndjson)(\.gz)?$/i.test(name)

/**
 * The documents of files as `readDocuments` finds them, with their other fields.
 * @throws CorpusError as `readDocuments`
 */
export async function* readRecords(
  files: Iterable<CorpusFile>,
  options: ReadOptions = {},
): AsyncGenerator<LabelledDocument> {
  const { textField, onInvalid } = options
  for (const file of files) {
    if (textField === undefined && !isJsonLines(file.name)) {
      for await (const text of readDocuments([file], options)) yield { text, fields: {} }
      continue
    }
    const field = textField ?? 'text'
    const parser = jsonLines(file.name, field)
    for await (const lines of lineBlocks(decompressed(file.open(), file.name), file.name))
      for (const line of lines) {
        const text = parser.push(line)
        if (text instanceof Error) {
          if (onInvalid === undefined) throw text
          onInvalid(text)
        } else if (text !== undefined && typeof line === 'string')
          yield { text, fields: fieldsOf(line, field) }
      }
  }
}

/** The keys of a line that is known to be an object, but for its text's. */
function fieldsOf(line: string, field: string): Record<string, unknown> {
  const json: unknown = JSON.parse(line)
  return Object.fromEntries(Object.entries(json ?? {}).filter(([key]) => key !== field))
}
