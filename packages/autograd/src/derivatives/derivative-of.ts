import { type Op, ops } from '@cloze/tensor'
import { elementwiseRow } from './elementwise.ts'
import { derivatives } from './ops.ts'
import type { Row } from './row.ts'

const table = new Map<Op, Row>()
for (const [name, row] of Object.entries(derivatives))
  table.set(ops[name as keyof typeof ops] as Op, row as Row)

/**
 * The row of an op: derived if it is elementwise, else from the table. An op that only shares a name has none.
 * @param wanted which inputs want a gradient
 */
export const derivativeOf = (op: Op, wanted: readonly boolean[]): Row | undefined =>
  op.kind === 'elementwise' ? elementwiseRow(op, wanted) : table.get(op)
