/** A record as its file has it, so that all but its text can be written down again as it was read. */
import type { CorpusError } from '../errors.ts'

interface LayoutBase {
  /** What stands before the first record: a byte-order mark, blank lines, the header of a table, the bracket of an array. */
  readonly opening: string
  /** `source` with `text` for its text's value, and nothing else changed. */
  replaceText(source: string, text: string): string
  /** `source` as an object of JSON in one line. */
  toJson(source: string): string
}

/** How the records of a file stand in it. */
export type Layout =
  | (LayoutBase & { readonly kind: 'lines' | 'array' })
  | (LayoutBase & { readonly kind: 'table'; readonly columns: readonly string[]; readonly delimiter: string })

/** One record: `lead + source + end` is what the file has between what parts it from its neighbours. */
export interface SourceRecord {
  readonly layout: Layout
  readonly lead: string
  readonly source: string
  /** White space, the end of a line among it. */
  readonly end: string
  /** What stands between it and the next, or the end of the file: blank lines. */
  readonly after: string
  /** Not trimmed. */
  readonly text: string
}

/**
 * A record's source with another text; white space around the text stays. The same text changes nothing.
 * @example
 * const json = '{"id": 1436278513418522630, "text": "a cat"}'
 * const file = { name: 'a.jsonl', open: async function* () { yield new TextEncoder().encode(json) } }
 * const lines: string[] = []
 * for await (const { record } of readRecords([file])) if (record) lines.push(withText(record, 'a dog'))
 * lines // ['{"id": 1436278513418522630, "text": "a dog"}']
 */
export function withText({ layout, source, text }: SourceRecord, changed: string): string {
  const trimmed = text.trim()
  if (changed === trimmed) return source
  const start = text.indexOf(trimmed)
  return layout.replaceText(source, `${text.slice(0, start)}${changed}${text.slice(start + trimmed.length)}`)
}

/** Of what a file holds, one after the other: a record, why there is none, or what stands between records. */
export type Found = SourceRecord | CorpusError | string

/** The records, each with what stands between it and the next. */
export async function* withAfter(found: AsyncIterable<Found>): AsyncGenerator<SourceRecord | CorpusError> {
  let record: SourceRecord | undefined
  for await (const next of found) {
    if (typeof next === 'string') {
      if (record) record = { ...record, after: record.after + next }
      continue
    }
    if (record) yield record
    record = undefined
    if (next instanceof Error) yield next
    else record = next
  }
  if (record) yield record
}
