/** The walk of a backward pass: from the end, node by node, adding up what arrives. */
import { add, apply, type Operand, scope, Tensor, zeros } from '@cloze/tensor'
import { ops, sameShape, together } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { type Residuals, readsByProducts } from './derivatives/vjp.ts'
import { checkGradient, pullOn, type Results, throughVjp } from './pull.ts'
import { withRecording } from './recording.ts'
import { type Node, type Source, Variable } from './tape.ts'
import { keyOf, type Leads, nodesTowards, type Way } from './way.ts'

/** What a pass makes, and leaves. */
export interface Pass {
  readonly createGraph: boolean
  readonly retainGraph: boolean
}

/** The gradient of each of `wanted` where that of `output` is `g`; undefined where no way leads there. */
export function pullBack(
  output: Variable,
  g: Operand,
  wanted: readonly Variable[],
  pass: Pass,
): (Tensor | Variable | undefined)[] {
  const goals = new Set(wanted.map(keyOf))
  const cotangents: Cotangents = new Map([[keyOf(output), g]])
  const way = nodesTowards(goals, output)
  if (pass.createGraph) withRecording(true, () => walk(way, cotangents, goals, pass))
  else walk(way, cotangents, goals, pass)
  return wanted.map((variable) => {
    const found = cotangents.get(keyOf(variable))
    if (found instanceof Tensor) return pass.createGraph ? new Variable(found) : found
    if (found instanceof Variable) return found
    if (!way.leads(keyOf(variable))) return undefined
    const none = noGradient(variable)
    return pass.createGraph ? new Variable(none) : none
  })
}

/** What has arrived at a variable to which nothing flows. */
export const noGradient = ({ shape, value }: Variable): Tensor => zeros(shape, { device: value.device })

/** What has arrived so far. */
type Cotangents = Map<Source, Operand>

/** Takes what arrived at each node on to its sources, and lets go of it unless it is a goal's. */
function walk({ order, leads }: Way, cotangents: Cotangents, goals: ReadonlySet<Source>, pass: Pass): void {
  for (const node of order) {
    const gradient = cotangents.get(node)
    if (gradient === undefined) continue
    if (node.vjp.expand) throughOthers(node, node.vjp.expand, gradient, leads, cotangents, pass)
    else {
      const results = pass.createGraph
        ? throughGraph(node, gradient, leads)
        : scope(() => throughVjp(node, gradient, leads, pass.retainGraph))
      results.forEach((result, index) => {
        const source = node.sources[index]
        if (source === undefined || result === undefined) return
        checkGradient(node, index, result)
        const before = cotangents.get(source)
        cotangents.set(source, before === undefined ? result : total(before, result))
      })
    }
    if (pass.createGraph || goals.has(node)) continue
    if (gradient instanceof Tensor) gradient.dispose()
    cotangents.delete(node)
  }
}

/** The nodes that one stands for are made again and walked in its place, so that sums are formed in the same order. */
function throughOthers(
  node: Node,
  expand: (residuals: Residuals) => Operand,
  g: Operand,
  leads: Leads,
  cotangents: Cotangents,
  pass: Pass,
): void {
  const walked = (): Cotangents => {
    const output = withRecording(true, () => expand(node.connected))
    if (!(output instanceof Variable) || !output.node || !sameShape(output.shape, node.shape))
      throw new GradientError(`${node.op.name}: the function did something else when it ran again`)
    const goals = new Set(node.sources.filter((source) => source !== undefined).filter(leads))
    cotangents.set(output.node, g instanceof Tensor ? g.alias() : g)
    walk(nodesTowards(goals, output, true), cotangents, goals, pass)
    return cotangents
  }
  if (pass.createGraph) walked()
  else scope(walked)
  if (!pass.retainGraph) node.release()
}

/** By-products have no gradient of their own, so that a VJP that reads them is replaced by the op's definition. */
function throughGraph(node: Node, g: Operand, leads: Leads): Results {
  const residuals = node.connected
  if (node.vjp.pullAgain) return pullOn(node, g, node.vjp.pullAgain(g, residuals), leads)
  if (!readsByProducts(node.vjp)) return pullOn(node, g, node.vjp.pull(g, residuals, node.attributes), leads)
  if (node.op.kind !== 'defined')
    throw new GradientError(
      `${node.op.name}: its VJP keeps a by-product, which has no gradient, and there is no definition to differentiate again`,
    )
  // Views of the operands stand between them and the definition, so that the gradient of one doesn't reach another.
  const operands = residuals.operands.flatMap((operand) => {
    if (operand === undefined) return []
    return operand instanceof Variable ? apply(ops.reshape, [operand], { shape: operand.shape }) : operand
  })
  const [output] = node.op.define(together(node.op.name, operands), node.attributes)
  if (!(output instanceof Variable)) return operands.map(() => undefined)
  const variables = operands.filter((operand) => operand instanceof Variable)
  const found = pullBack(output, g, variables, { createGraph: true, retainGraph: true })
  return operands.map((operand) =>
    operand instanceof Variable ? found[variables.indexOf(operand)] : undefined,
  )
}

function total(before: Operand, result: Operand): Operand {
  const sum = add(before, result)
  for (const part of [before, result]) if (part instanceof Tensor) part.dispose()
  return sum
}
