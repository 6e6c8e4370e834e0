/** How documents with their copies are written down. */
import type { LabelledDocument } from '@cloze/mlm/augmentation'
import { CorpusError, type SourceRecord, withText } from '@cloze/mlm/corpus'

/** A document, its copies after it. */
export type DocumentWithCopies = readonly [LabelledDocument, ...LabelledDocument[]]

/** Writes each document with its copies. */
export interface DocumentWriter {
  write(documents: DocumentWithCopies): string
  /** What stands behind the last document. */
  end(): string
}

/** An object of JSON in one line: the record's own, with the document's text; where it is of none, with the text alone. */
export const jsonOf = ({ text, record }: LabelledDocument, field: string): string =>
  record ? record.layout.toJson(withText(record, text)) : JSON.stringify({ [field]: text })

/** Prose, with a blank line after each; one inside a document would make two of it, and goes. */
export const asText = (): DocumentWriter =>
  asProse(({ text }) => `${text.replace(/\n(?:[^\S\n]*\n)+/g, '\n')}\n\n`)

/** Prose, one line each; the ends of lines inside a document become spaces. */
export const asLines = (): DocumentWriter => asProse(({ text }) => `${text.replace(/\s*\n\s*/g, ' ')}\n`)

const asProse = (written: (document: LabelledDocument) => string): DocumentWriter => ({
  write: (documents) => documents.map(written).join(''),
  end: () => '',
})

/** A line of JSON each; records of JSON lines as they stand in their file. */
export const asJsonLines = (field: string): DocumentWriter =>
  asRows(({ text, record }) =>
    record?.layout.kind === 'lines'
      ? { ...record, source: withText(record, text) }
      : { lead: '', source: jsonOf(record ? { text, record } : { text }, field), end: '\n', after: '' },
  )

/**
 * The rows of a table, below its own header.
 * @throws CorpusError, when it writes, on a record that is no row of the same table
 */
export function asTable(): DocumentWriter {
  let header: string | undefined
  return asRows(({ text, record }) => {
    if (record?.layout.kind !== 'table')
      throw new CorpusError(`a table takes rows of tables alone; ${elsewhere}`)
    const columns = record.layout.columns.join(record.layout.delimiter)
    header ??= columns
    if (columns !== header)
      throw new CorpusError(`rows of ${columns} do not go below the header ${header}; ${elsewhere}`)
    return { ...record, source: withText(record, text) }
  })
}

const elsewhere = 'pass --out with a .jsonl file, or do each file by itself'

interface Row
  extends Pick<SourceRecord, 'lead' | 'source' | 'end' | 'after'>,
    Partial<Pick<SourceRecord, 'layout'>> {}

/** Rows with what stands around them in their file; one without the end of its line gets one before the next. */
function asRows(rowOf: (document: LabelledDocument) => Row): DocumentWriter {
  let last: string | undefined // the character that was written last
  let lineEnd: string | undefined // of the rows so far
  return {
    write(documents) {
      const rows = documents.map(rowOf)
      const written: string[] = []
      for (const { layout, lead, source, end } of rows) {
        const opening = last === undefined ? (layout?.opening ?? '') : ''
        lineEnd = lineEndOf(opening) ?? lineEnd
        const missing = last !== undefined && !/[\r\n]/.test(last) ? (lineEnd ?? '\n') : ''
        written.push(opening, missing, lead, source, end)
        lineEnd = lineEndOf(end) ?? lineEnd
        last = (end || source).at(-1)
      }
      const after = rows[0]?.after ?? ''
      last = after.at(-1) ?? last
      return `${written.join('')}${after}`
    },
    end: () => '',
  }
}

const lineEndOf = (text: string): string | undefined => /(?:\r\n?|\n)$/.exec(text)?.[0]

/** An array in JSON; records of an array as they stand in theirs. */
export function asArray(field: string): DocumentWriter {
  let begun = false
  let closing = '\n]\n'
  return {
    write(documents) {
      const { record } = documents[0]
      const own = record?.layout.kind === 'array' ? record : undefined
      const opening = own?.layout.opening ?? '['
      const lead = own?.lead ?? '\n  '
      const items = documents.map(
        ({ text }) =>
          `${lead}${own ? withText(own, text) : jsonOf(record ? { text, record } : { text }, field)}`,
      )
      const before = begun ? ',' : opening
      begun = true
      closing = own ? `]${own.after}` : '\n]\n'
      return `${before}${items.join(',')}${own?.end ?? ''}`
    },
    end: () => closing,
  }
}
