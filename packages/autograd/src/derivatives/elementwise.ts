/** The row of an elementwise op: nobody writes it, its scalar expression is differentiated. */
import {
  apply,
  type ElementwiseOp,
  elementwiseOp,
  scalarInput as input,
  inputsOf,
  type Operand,
  rewrite,
} from '@cloze/tensor'
import { sumTo } from './broadcast.ts'
import { none, type Row } from './row.ts'
import { backwardExpression } from './scalar.ts'

/** What gives the gradient of one input: an elementwise op over some of (g, inputs…, output). */
interface Part {
  readonly op: ElementwiseOp
  /** Its operands: 0 is g, i + 1 input i, arity + 1 the output. */
  readonly reads: readonly number[]
}

const rows = new WeakMap<ElementwiseOp, Row>()

export function elementwiseRow(op: ElementwiseOp): Row {
  const known = rows.get(op)
  if (known) return known
  const parts = Array.from({ length: op.arity }, (_, index) => partOf(op, index))
  const read = new Set(parts.flatMap((part) => part?.reads ?? []))
  const row: Row = {
    inputs: Array.from({ length: op.arity }, (_, index) => index).filter((index) => read.has(index + 1)),
    output: read.has(op.arity + 1),
    saved: false,
    gradient(g, { inputs, output, shapes }) {
      const all = [g, ...inputs, output]
      return parts.map((part, index) => {
        if (part === none) return none
        const whole = apply<unknown, Operand>(
          part.op,
          part.reads.map((place) => all[place] ?? 0),
          undefined,
        )
        return sumTo(whole, shapes[index] ?? [])
      })
    },
  }
  rows.set(op, row)
  return row
}

function partOf(op: ElementwiseOp, index: number): Part | undefined {
  const expression = backwardExpression(op.graph, index, op.arity, op.derivative?.[index])
  if (expression === undefined) return none
  const reads = [...inputsOf(expression)].sort((a, b) => a - b)
  const graph = rewrite(expression, (node) =>
    node.kind === 'input' ? input(reads.indexOf(node.index)) : undefined,
  )
  return { op: elementwiseOp(`${op.name}.gradient${index}`, reads.length, graph), reads }
}
