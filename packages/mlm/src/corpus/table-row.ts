/** The fields of a row of CSV or TSV: RFC 4180, a quote inside a field without quotes standing for itself. */

export interface Field {
  /** Where the field stands in its row, its quotes among it. */
  readonly start: number
  readonly end: number
  readonly value: string
}

/** @returns the fields, or why a row is none */
export function fieldsOf(
  row: string,
  delimiter: string,
): Field[] | { readonly problem: string; readonly open?: boolean } {
  const fields: Field[] = []
  for (let start = 0; ; ) {
    let end: number
    let value: string
    if (row[start] === '"') {
      let close = row.indexOf('"', start + 1)
      while (close >= 0 && row[close + 1] === '"') close = row.indexOf('"', close + 2)
      if (close < 0) return { problem: 'has a quote that is not closed', open: true }
      value = row.slice(start + 1, close).replaceAll('""', '"')
      end = close + 1
      if (end < row.length && row[end] !== delimiter)
        return {
          problem: `has text after a closing quote: ${JSON.stringify(row.slice(end, end + 10))}; inside quotes a quote is written twice`,
        }
    } else {
      const next = row.indexOf(delimiter, start)
      end = next < 0 ? row.length : next
      value = row.slice(start, end)
    }
    fields.push({ start, end, value })
    if (end >= row.length) return fields
    start = end + 1
  }
}

/** A value as a field that says it, in quotes where it needs them, or where the field that it replaces had them. */
export const fieldLike = (value: string, before: string, delimiter: string): string =>
  before.startsWith('"') || value.includes(delimiter) || /["\r\n]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value
