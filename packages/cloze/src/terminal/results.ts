/** Results on stdout: one JSON object, or a table for people. */
import stringWidth from 'string-width'
import { visible } from './visible.ts'

export const printJson = (result: unknown): void => {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Rows of cells in columns as wide as a terminal shows them, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => {
      const text = visible(cell)
      return { text, width: stringWidth(text) }
    }),
  )
  const widths = (cells[0] ?? []).map((_, column) =>
    cells.reduce((most, row) => Math.max(most, row[column]?.width ?? 0), 0),
  )
  return cells
    .map((row) =>
      row
        .map(({ text, width }, column) => {
          const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width))
          return column === 0 ? text + space : space + text
        })
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

export const nats = (value: number): string => value.toFixed(3)
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
