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
  const cells = rows.map((row) => row.map(visible))
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)))
          return column === 0 ? cell + space : space + cell
        })
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

export const nats = (value: number): string => value.toFixed(3)
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
