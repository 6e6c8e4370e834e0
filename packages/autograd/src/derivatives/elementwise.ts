/** The row of an elementwise op: nobody writes it, its scalar expression is differentiated. */
import {
  apply,
  type ElementwiseOp,
  elementwiseOp,
  scalarInput as input,
  inputsOf,
  type Operand,
  rewrite,
  shapeOf,
} from '@cloze/tensor'
import { GradientError } from '../errors.ts'
import { sumTo } from './broadcast.ts'
import { none, type Row } from './row.ts'
import { backwardExpression } from './scalar.ts'

/** What gives the gradient of one input: an elementwise op over some of (g, inputs…, output). */
interface Part {
  readonly op: ElementwiseOp
  /** Its operands: 0 is g, i + 1 input i, arity + 1 the output. */
  readonly reads: readonly number[]
}

const rows = new WeakMap<ElementwiseOp, Map<string, Row>>()

/** Keeps what the gradients of the wanted inputs read, and no more. */
export function elementwiseRow(op: ElementwiseOp, wanted: readonly boolean[]): Row {
  const known = rows.get(op) ?? new Map<string, Row>()
  rows.set(op, known)
  const key = wanted.join()
  const row = known.get(key) ?? rowOf(op, wanted)
  known.set(key, row)
  return row
}

function rowOf(op: ElementwiseOp, wanted: readonly boolean[]): Row {
  const parts = wanted.map((flag, index) => (flag ? partOf(op, index) : none))
  const read = new Set(parts.flatMap((part) => part?.reads ?? []))
  return {
    inputs: parts.flatMap((_, index) => (read.has(index + 1) ? [index] : [])),
    output: read.has(op.arity + 1),
    saved: false,
    gradient(g, { inputs, output, shapes }) {
      const all = [g, ...inputs, output]
      return parts.map((part, index) => {
        if (part === none) return none
        const operands = part.reads.map((place) => all[place] ?? 0)
        return () =>
          sumTo(passes(part) ? g : apply<unknown, Operand>(part.op, operands, undefined), shapes[index] ?? [])
      })
    },
  }
}

/** Whether what arrives is passed on as it is, as in a sum. */
const passes = ({ op }: Part): boolean => op.graph === input(0)

/** Its reads begin with g, which every gradient is a multiple of. */
function partOf(op: ElementwiseOp, index: number): Part | undefined {
  const expression = backwardExpression(op.graph, index, op.arity, op.derivative?.[index])
  if (expression === undefined) return none
  const reads = [...inputsOf(expression)].sort((a, b) => a - b)
  const graph = rewrite(expression, (node) =>
    node.kind === 'input' ? input(reads.indexOf(node.index)) : undefined,
  )
  return { op: elementwiseOp(`${op.name}.gradient${index}`, reads.length, graph), reads }
}

/** What arrives at `x` when `g` arrives at the op's output there. */
export function flowThrough(op: ElementwiseOp, g: Operand, x: Operand): Operand {
  const output = () => apply<unknown, Operand>(op, [x], undefined)
  const row = elementwiseRow(op, [true])
  const kept = { inputs: [x], output: row.output ? output() : 0, saved: [], shapes: [shapeOf(x)] }
  const [arrival] = row.gradient(g, kept, undefined)
  if (arrival === none) throw new GradientError(`${op.name}: nothing flows through it`)
  return typeof arrival === 'function' ? arrival() : arrival
}
