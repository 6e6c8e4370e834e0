import type { CorpusError } from '../errors.ts'
import { blankLines, type DocumentFormat, eachLine } from './document-parser.ts'
import type { CorpusFile } from './file.ts'
import { openFile } from './file-form.ts'
import { lineBlocks } from './lines.ts'
import type { SourceRecord } from './source-record.ts'

/** What is a document in a file, and what becomes of one that is no text. */
export interface ReadOptions {
  /** What parts the documents of prose; `'blank-line'` where left out. */
  readonly format?: DocumentFormat
  /**
   * Where given, every file holds records (JSON lines, an array in JSON, a table), and this is the key or the column of a
   * document's text; else those named `.jsonl`, `.ndjson`, `.json`, `.csv` or `.tsv` do, with `text`.
   */
  readonly textField?: string
  /** Is told of each document that is no text, which is then left out; where it is left out itself, the first one is thrown. */
  readonly onInvalid?: (error: CorpusError) => void
}

/**
 * The documents of files, one after the other, trimmed, none empty. No more than a chunk and a document is held.
 * @throws CorpusError that names the file, and the byte or the line in it, where it is not what it should be
 * @example
 * const page = new File(['the dog sees\na cat sleeps\n'], 'corpus.txt') // what a page gets of its user
 * const file = {
 *   name: page.name,
 *   async *open() {
 *     yield new Uint8Array(await page.arrayBuffer())
 *   },
 * }
 * const found: string[] = []
 * for await (const document of readDocuments([file], { format: 'line' })) found.push(document)
 * found // ['the dog sees', 'a cat sleeps']
 */
export async function* readDocuments(
  files: Iterable<CorpusFile>,
  options: ReadOptions = {},
): AsyncGenerator<string> {
  for await (const found of readEntries(files, options)) {
    const text = typeof found === 'string' ? found : found.text.trim()
    if (text !== '') yield text
  }
}

/**
 * The documents of files, of prose as `readDocuments` gives them, of records the records themselves, some of whose texts may
 * be blank.
 * @throws CorpusError as `readDocuments`
 */
export async function* readEntries(
  files: Iterable<CorpusFile>,
  { format = 'blank-line', textField, onInvalid }: ReadOptions = {},
): AsyncGenerator<string | SourceRecord> {
  const valid = <Entry>(found: Entry | CorpusError): Entry | undefined => {
    if (!(found instanceof Error)) return found
    if (onInvalid === undefined) throw found
    onInvalid(found)
    return undefined
  }
  for (const file of files) {
    const opened = await openFile(file, textField)
    if ('records' in opened) {
      for await (const found of opened.records) {
        const record = valid(found)
        if (record !== undefined) yield record
      }
      continue
    }
    const parser = format === 'line' ? eachLine() : blankLines(file.name)
    for await (const lines of lineBlocks(opened.prose, file.name))
      for (const line of lines) {
        const document = valid(parser.push(line))
        if (document !== undefined) yield document
      }
    const last = valid(parser.end())
    if (last !== undefined) yield last
  }
}
