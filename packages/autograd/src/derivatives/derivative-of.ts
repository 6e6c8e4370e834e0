import { type Op, type Ops, ops } from '@cloze/tensor'
import { elementwiseRow } from './elementwise.ts'
import { derivatives } from './ops.ts'
import type { Row } from './row.ts'

const isName = (name: string): name is keyof Ops => name in ops

const table = new Map<Op, Row>()
for (const [name, row] of Object.entries(derivatives)) if (isName(name)) table.set(ops[name], row)

/**
 * The row of an op: derived if it is elementwise, else from the table. An op that only shares a name has none.
 * @param wanted which inputs want a gradient
 */
export const derivativeOf = (op: Op, wanted: readonly boolean[]): Row | undefined =>
  op.kind === 'elementwise' ? elementwiseRow(op, wanted) : table.get(op)
