/** What the VJP of one node gives for its operands. */
import { type Operand, shapeOf, Tensor } from '@cloze/tensor'
import { formatShape, sameShape, specOf, together } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import type { Cotangent } from './derivatives/vjp.ts'
import { shouldBe } from './given.ts'
import { type Node, Variable } from './tape.ts'
import type { Leads } from './way.ts'

/** The gradient of each operand from which a way leads on. */
export type Results = readonly (Operand | undefined)[]

/** What a VJP gave, asked for where a way leads on; arrays are tensors where `g` is. */
export function pullOn(node: Node, g: Operand, cotangents: readonly Cotangent[], leads: Leads): Results {
  const { op, sources } = node
  if (!Array.isArray(cotangents))
    throw new GradientError(
      `${op.name}: ${shouldBe('what its VJP gives', 'a list, one gradient for each operand', cotangents)}`,
    )
  // Operands that were left out may have gradients, which go nowhere.
  const most = op.operands.at(-1)?.startsWith('...') ? sources.length : op.operands.length
  if (cotangents.length < sources.length || cotangents.length > most)
    throw new GradientError(
      `${op.name}: its VJP gives ${cotangents.length} gradients for ${sources.length} operands`,
    )
  return cotangents.map((cotangent, index) => {
    if (!leads(sources[index])) return undefined
    const given = typeof cotangent === 'function' ? cotangent() : cotangent
    if (given === undefined || given instanceof Tensor || given instanceof Variable) return given
    return together(op.name, [g, given])[1]
  })
}

/**
 * Each result is a tensor of its own, whether the VJP made it, was given it, or has it from elsewhere: it can be freed while
 * others are still on their way.
 */
export function throughVjp(node: Node, g: Operand, leads: Leads, retainGraph: boolean): Results {
  const results = pullOn(node, g, node.vjp.pull(g, node.residuals, node.attributes), leads)
  const own = results.map((result) => {
    const value = result instanceof Variable ? result.value : result // of a VJP that reads a variable from elsewhere
    return value instanceof Tensor ? value.alias() : value
  })
  if (!retainGraph) node.release()
  return own
}

/** What goes on is of the operand's shape, and of floats. */
export function checkGradient(node: Node, index: number, result: Operand): void {
  const shape = node.shapes[index]
  if (specOf(result).dtype !== 'float')
    throw new GradientError(`${node.op.name}: the gradient of input ${index} is of whole numbers`)
  if (shape === undefined || !sameShape(shapeOf(result), shape))
    throw new GradientError(
      `${node.op.name}: the gradient of input ${index} has shape ${formatShape(shapeOf(result))}, but the input has ${formatShape(shape ?? [])}`,
    )
}
