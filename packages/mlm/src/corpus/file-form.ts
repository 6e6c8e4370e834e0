/** What a file is: prose, or records. Its name says so, or how it begins. */
import { CorpusError } from '../errors.ts'
import type { CorpusFile } from './file.ts'
import { endOf, formOf, type NamedForm, tableDelimiters } from './file-ends.ts'
import { decompressed, peek } from './gunzip.ts'
import { jsonArray, jsonLines } from './json-records.ts'
import { linesOf, TEXT_FIELD } from './json-text.ts'
import { checkBeginning, checkName, checkProse, glance, mayBeNoProse } from './no-prose.ts'
import type { SourceRecord } from './source-record.ts'
import { delimiterOf, tableRecords } from './table-records.ts'
import { byteOrderMark } from './utf8.ts'

/** A file that is open: its records, each or why it is none; or its bytes, which are prose. */
type OpenedFile =
  | { readonly records: AsyncGenerator<SourceRecord | CorpusError> }
  | { readonly prose: AsyncIterable<Uint8Array> }

/** The most bytes that are looked at to tell prose from what is none, and one form of records from another. */
export const GLANCE = 512
const LOOK = 2 ** 16

/** Whether prose can be told. */
const isToldProse = (start: Uint8Array) => start.length >= GLANCE || !mayBeNoProse(start)

/** Whether the form of records can be told: an array by what follows its bracket, the others by their first line. */
function isToldForm(start: Uint8Array): boolean {
  if (start.length >= LOOK) return true
  const text = glance(start)
  if (text.startsWith('[')) return text.slice(1).trim() !== ''
  const end = text.search(/[\r\n]/)
  return end >= 0 && text.slice(end).trim() !== ''
}

/**
 * Opens a file, and looks at how it begins.
 * @param textField where given, the file holds records, and this is the key or the column of their text; where not, those
 * of `.json`, `.jsonl`, `.ndjson`, `.csv` and `.tsv` have it under `text`
 * @throws CorpusError on what is neither prose nor records
 * @example
 * 'prose' in (await openFile(file)) // true
 */
export async function openFile(file: CorpusFile, textField?: string): Promise<OpenedFile> {
  const { name } = file
  checkName(name)
  const named = formOf(name)
  const hasRecords = named !== 'prose' || textField !== undefined
  const [start, chunks] = await peek(decompressed(file.open(), name), hasRecords ? isToldForm : isToldProse)
  try {
    const mark = byteOrderMark(start, name)
    checkBeginning(start, name)
    const text = new TextDecoder().decode(start.subarray(mark, hasRecords ? LOOK : GLANCE))
    if (hasRecords) return { records: recordsOf(chunks, text, { name, named, textField }) }
    checkProse(text, name)
    return { prose: chunks }
  } catch (error) {
    for await (const _ of chunks) break // closes the file
    throw error
  }
}

function recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  start: string,
  { name, named, textField }: { name: string; named: NamedForm; textField: string | undefined },
): AsyncGenerator<SourceRecord | CorpusError> {
  const field = textField ?? TEXT_FIELD
  const usual = tableDelimiters[endOf(name)]
  if (usual !== undefined)
    return tableRecords(chunks, name, { field, delimiter: delimiterOf(start, field, usual) ?? usual })
  const text = start.trimStart()
  if (/^\[\s*(?:[{"\]]|$)/.test(text) || (endOf(name) === 'json' && text.startsWith('[')))
    return jsonArray(chunks, name, textField)
  checkOneObject(text, name)
  const delimiter = named === 'prose' && !text.startsWith('{') ? delimiterOf(start, field) : undefined
  return delimiter === undefined
    ? jsonLines(chunks, name, field)
    : tableRecords(chunks, name, { field, delimiter })
}

/** @throws CorpusError if a file begins with an object that goes on over its lines */
function checkOneObject(text: string, name: string): void {
  const [first = '', second] = text.split(/[\r\n]+\s*/, 2)
  if (second === undefined || second === '' || isJson(first) || isJson(second)) return
  if (!/^\{/.test(first) || !/[{[,]\s*$/.test(first)) return
  const list = /"((?:[^"\\]|\\.)+)"\s*:\s*\[\s*\{/.exec(text)?.[1]
  throw new CorpusError(
    `${name}: an object of JSON over several lines; should be JSON lines (an object a line) or an array of objects: ${list === undefined ? 'jq -c .' : linesOf(list)} ${name} writes such lines`,
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
