import type { Op } from '@cloze/tensor'
import { elementwiseRow } from './elementwise.ts'
import { derivatives } from './ops.ts'
import type { Row } from './row.ts'

const table = new Map<string, Row>(Object.entries(derivatives).map(([name, row]) => [name, row as Row]))

/** The row of an op: derived if it is elementwise, else from the table. */
export const derivativeOf = (op: Op): Row | undefined =>
  op.kind === 'elementwise' ? elementwiseRow(op) : table.get(op.name)
