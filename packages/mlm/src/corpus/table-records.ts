/** The records of CSV and TSV, whose first row names the columns. */
import { CorpusError } from '../errors.ts'
import { formatCount } from './format-count.ts'
import { lineEnd, rowEnd, segments, withoutLineEnd } from './segments.ts'
import { type Found, type Layout, type SourceRecord, withAfter } from './source-record.ts'
import { type Field, fieldLike, fieldsOf } from './table-row.ts'
import { decodeUtf8, notText } from './utf8.ts'

/** What may part the fields of a row, where it is not what the file's name says. */
const delimiters = [',', '\t', ';', '|']

/**
 * What parts the fields of a table that has a column `field`; nothing where no delimiter makes one of its first row.
 * @param start of the file, as much as there is
 * @param usual the one to try first
 */
export function delimiterOf(start: string, field: string, usual = ','): string | undefined {
  const lines = start.replace(/^\uFEFF/, '').trimStart()
  return [usual, ...delimiters].find((delimiter) => {
    const end = rowEnd(delimiter)(new TextEncoder().encode(lines), 0)
    const row = end < 0 ? lines : decodeUtf8(new TextEncoder().encode(lines).subarray(0, end))
    const fields = fieldsOf((row ?? '').replace(/[\r\n]+$/, ''), delimiter)
    return Array.isArray(fields) && fields.some(({ value }) => value === field)
  })
}

/**
 * A record a row, its text in the column `field`; blank lines are passed over.
 * @param name of the file, for messages
 * @returns each record, or why its row is none
 * @throws CorpusError where the first row has no such column, or one name twice; where a quote is open at the end
 */
export const tableRecords = (
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  how: { readonly field: string; readonly delimiter: string },
): AsyncGenerator<SourceRecord | CorpusError> => withAfter(rowsOf(chunks, name, how))

async function* rowsOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  { field, delimiter }: { readonly field: string; readonly delimiter: string },
): AsyncGenerator<Found> {
  let line = 1 // where the row begins
  let opening = ''
  let table: (Layout & { readonly kind: 'table' }) | undefined
  for await (const found of segments(chunks, { name, what: 'a row', endOf: rowEnd(delimiter) }))
    for (const { bytes, start } of found) {
      const where = `${name}: line ${formatCount(line)}`
      line += lineCount(bytes)
      const row = decodeUtf8(bytes)
      if (row === undefined) {
        const bad = notText(withoutLineEnd(bytes), name, start)
        if (table === undefined) throw bad
        yield bad
        continue
      }
      const source = row.replace(/(?:\r\n?|\n)$/, '')
      const end = row.slice(source.length)
      if (source.replace(/^\uFEFF/, '').trim() === '') {
        if (table) yield row
        else opening += row
        continue
      }
      if (table === undefined) {
        const mark = opening === '' && source.startsWith('\uFEFF') ? 1 : 0
        const columns = columnsOf(source.slice(mark), { where, name, field, delimiter })
        table = tableLayout(`${opening}${row}`, { columns, field, delimiter })
        continue
      }
      const fields = fieldsOf(source, delimiter)
      if (Array.isArray(fields) && fields.length === table.columns.length) {
        const text = fields[table.columns.indexOf(field)]?.value ?? ''
        yield { layout: table, lead: '', source, end, after: '', text }
        continue
      }
      const problem = Array.isArray(fields)
        ? `has ${formatCount(fields.length)} ${fields.length === 1 ? 'field' : 'fields'}, the first row ${formatCount(table.columns.length)}`
        : fields.problem
      if (!Array.isArray(fields) && fields.open)
        throw new CorpusError(`${where}: ${problem}; close it, or double a quote inside quotes`)
      yield new CorpusError(`${where}: ${problem}; pass --skip-invalid to leave such rows out`)
    }
}

/** The names of the columns. */
function columnsOf(
  row: string,
  { where, name, field, delimiter }: { where: string; name: string; field: string; delimiter: string },
): string[] {
  const fields = fieldsOf(row, delimiter)
  if (!Array.isArray(fields))
    throw new CorpusError(`${where}: ${fields.problem}; the first row names the columns`)
  const columns = fields.map(({ value }) => value)
  const twice = columns.find((column, index) => columns.indexOf(column) < index)
  if (!columns.includes(field)) {
    const shown = columns.slice(0, 8).map((column) => JSON.stringify(column))
    throw new CorpusError(
      `${name}: has no column "${field}"; its first row has ${shown.join(', ')}${columns.length > 8 ? ', …' : ''}; --text-field names the column of the text`,
    )
  }
  if (twice !== undefined)
    throw new CorpusError(
      `${where}: names the column ${JSON.stringify(twice)} twice; give each column a name of its own`,
    )
  return columns
}

const lineCount = (bytes: Uint8Array): number => {
  const end = lineEnd()
  let count = 0
  for (let from = end(bytes, 0); from >= 0; from = end(bytes, from)) count += 1
  return count
}

function tableLayout(
  opening: string,
  { columns, field, delimiter }: { columns: readonly string[]; field: string; delimiter: string },
): Layout & { readonly kind: 'table' } {
  const index = columns.indexOf(field)
  const fields = (source: string): Field[] => {
    const found = fieldsOf(source, delimiter)
    return Array.isArray(found) ? found : []
  }
  return {
    kind: 'table',
    opening,
    columns,
    delimiter,
    replaceText(source, text) {
      const found = fields(source)[index]
      if (found === undefined) return source
      const { start, end } = found
      return `${source.slice(0, start)}${fieldLike(text, source.slice(start, end), delimiter)}${source.slice(end)}`
    },
    // Written out, since an object would put keys like numbers first.
    toJson: (source) =>
      `{${fields(source)
        .map(({ value }, column) => `${JSON.stringify(columns[column])}:${JSON.stringify(value)}`)
        .join(',')}}`,
  }
}
