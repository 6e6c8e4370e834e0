/** Results on stdout: one JSON object, or a table for people. */

export const printJson = (result: unknown): void => {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Rows of cells in columns, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

export const nats = (value: number): string => value.toFixed(3)
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
