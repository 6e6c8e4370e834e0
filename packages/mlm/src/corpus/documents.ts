import type { CorpusError } from '../errors.ts'
import { blankLines, type DocumentFormat, type DocumentParser, eachLine } from './document-parser.ts'
import type { CorpusFile } from './file.ts'
import { decompressed } from './gunzip.ts'
import { jsonLines } from './json-lines.ts'
import { type Line, lineBlocks } from './lines.ts'

export interface ReadOptions {
  /** `'blank-line'` where left out. */
  readonly format?: DocumentFormat
  /** Where given, every file is JSON lines, and this is the key of a document's text; else those named `.jsonl` or `.ndjson` are, with `text`. */
  readonly textField?: string
  /** Is told of each document that is no text, which is then left out; where it is left out itself, the first one is thrown. */
  readonly onInvalid?: (error: CorpusError) => void
}

/**
 * The documents of files, one after the other, trimmed, none empty. No more than a chunk and a document is held.
 * @throws CorpusError that names the file, and the byte or the line in it, where it is not what it should be
 * @example
 * const file = { name: page.name, open: () => page.stream() } // a page's File
 * for await (const document of readDocuments([file], { format: 'line' })) …
 */
export async function* readDocuments(
  files: Iterable<CorpusFile>,
  { format = 'blank-line', textField, onInvalid }: ReadOptions = {},
): AsyncGenerator<string> {
  const text = (found: Line | undefined): string | undefined => {
    if (found === undefined || typeof found === 'string') return found
    if (onInvalid === undefined) throw found
    onInvalid(found)
    return undefined
  }
  for (const file of files) {
    const parser = parserOf(file.name, format, textField)
    for await (const lines of lineBlocks(decompressed(file.open(), file.name), file.name))
      for (const line of lines) {
        const document = text(parser.push(line))
        if (document !== undefined) yield document
      }
    const last = text(parser.end())
    if (last !== undefined) yield last
  }
}

function parserOf(name: string, format: DocumentFormat, textField: string | undefined): DocumentParser {
  if (textField !== undefined || /\.(jsonl|ndjson)(\.gz)?$/i.test(name))
    return jsonLines(name, textField ?? 'text')
  return format === 'line' ? eachLine() : blankLines(name)
}
