/** The VJP of an elementwise op: nobody writes it, its scalar expression is differentiated. */
import { apply, type Operand, shapeOf } from '@cloze/tensor'
import {
  type ElementwiseOp,
  elementwiseOp,
  scalarInput as input,
  inputsOf,
  type Placed,
  rewrite,
} from '@cloze/tensor/extend'
import { sumTo } from './broadcast.ts'
import { GradientError } from './gradient-error.ts'
import { backwardExpression } from './scalar.ts'
import { none, type Vjp } from './vjp.ts'

/** What gives the gradient of one input: an elementwise op over some of (g, inputs…, output). */
interface Part {
  readonly op: ElementwiseOp
  /** Its operands: 0 is g, i + 1 input i, arity + 1 the output. */
  readonly reads: readonly number[]
}

const known = new WeakMap<ElementwiseOp, Map<string, Vjp>>()

/** Keeps what the gradients of the wanted operands read, and no more. */
export function elementwiseVjp(op: ElementwiseOp, wanted: readonly boolean[]): Vjp {
  const ofOp = known.get(op) ?? new Map<string, Vjp>()
  known.set(op, ofOp)
  const key = wanted.join()
  const vjp = ofOp.get(key) ?? vjpFor(op, wanted)
  ofOp.set(key, vjp)
  return vjp
}

function vjpFor(op: ElementwiseOp, wanted: readonly boolean[]): Vjp {
  const parts = wanted.map((flag, index) => (flag ? partOf(op, index) : none))
  const read = new Set(parts.flatMap((part) => part?.reads ?? []))
  return {
    operands: parts.flatMap((_, index) => (read.has(index + 1) ? [index] : [])),
    outputs: read.has(op.arity + 1) ? [0] : [],
    pull(g, { operands, outputs, shapes }) {
      const all = [g, ...operands, ...outputs]
      return parts.map((part, index) => {
        const shape = shapes[index]
        if (part === none || shape === undefined) return none
        const reads = part.reads.map((i) => all[i]).filter((read) => read !== undefined)
        return () => sumTo(passes(part) ? g : apply(part.op, reads), shape)
      })
    },
  }
}

/** Whether `g` is passed on as it is, as in a sum. */
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

/** The gradient of `x` where that of `op(x)` is `g`. */
export function gradientThrough(op: ElementwiseOp, g: Operand, x: Placed): Operand {
  const vjp = elementwiseVjp(op, [true])
  const y = vjp.outputs.map(() => apply(op, [x]))
  const [gradient] = vjp.pull(g, { operands: [x], outputs: y, shapes: [shapeOf(x)] }, undefined)
  if (gradient === none) throw new GradientError(`${op.name}: has no gradient`)
  return typeof gradient === 'function' ? gradient() : gradient
}
