/** The backward pass: sort the graph, walk it from the end, add up the gradients. */
import { add, apply, full, keep, type Operand, scope, shapeOf, Tensor, zeros } from '@cloze/tensor'
import { formatShape, ops, sameShape, sizeOf, specOf, together } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { type Cotangent, type Residuals, readsByProducts } from './derivatives/vjp.ts'
import { namedParameters, type ParameterTree } from './parameters.ts'
import { Node, type Source, Variable, withRecording } from './tape.ts'

/** What becomes of the graph, and of variables that the loss does not depend on. */
export interface GradientOptions {
  /** Makes the gradients variables that can be differentiated again, and keeps the graph for another pass. */
  readonly createGraph?: boolean
  /** Keeps the graph for another pass, as `createGraph` does. PyTorch's `retain_graph`. */
  readonly retainGraph?: boolean
  /** Gives undefined for a variable that the loss does not depend on, instead of an error. */
  readonly allowUnused?: boolean
}

/** What becomes of the graph after `backward`. */
export type BackwardOptions = Pick<GradientOptions, 'retainGraph'>

type Variables = readonly Variable[]

type Graph<Created extends boolean> = { readonly createGraph: Created; readonly retainGraph?: boolean }

/** One for each variable that is wanted, in their order. */
type ForEach<Wanted extends Variables, Gradient> = { -readonly [Place in keyof Wanted]: Gradient }

/**
 * ∂loss/∂x for each x of `wanted`. Zeros where the loss depends on x in steps alone, as through `floor`, whose
 * derivative is 0. What the tape kept is freed as it is used.
 * @param loss one element
 * @param options.createGraph gives variables, which can be differentiated again; not where left out
 * @param options.retainGraph keeps what the tape kept, for another pass; not where left out
 * @throws GradientError that names the first variable which the loss does not depend on, unless `allowUnused`
 * @example
 * const [x, y] = [parameter(tensor([1, 2])), parameter(tensor([3]))]
 * const [dx, none] = gradients(sum(square(x)), [x, y], { allowUnused: true })
 * await dx?.data() // [2, 4]
 * none // undefined
 */
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: Graph<true> & { readonly allowUnused: true },
): ForEach<Wanted, Variable | undefined>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: Graph<true> & { readonly allowUnused?: false },
): ForEach<Wanted, Variable>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: Partial<Graph<false>> & { readonly allowUnused: true },
): ForEach<Wanted, Tensor | undefined>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options?: Partial<Graph<false>> & { readonly allowUnused?: false },
): ForEach<Wanted, Tensor>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: GradientOptions,
): ForEach<Wanted, Tensor | Variable | undefined>
export function gradients(
  loss: Variable,
  wanted: Variables,
  { createGraph = false, retainGraph = false, allowUnused = false }: GradientOptions = {},
): (Tensor | Variable | undefined)[] {
  checkLoss('gradients', loss)
  if (!Array.isArray(wanted)) throw new GradientError('gradients: the variables come in a list: [x]')
  return scope(() => {
    if (!allowUnused) checkUsed(loss, wanted)
    const one = full(loss.shape, 1, { device: loss.value.device })
    const pass = { createGraph, retainGraph: retainGraph || createGraph }
    return pullBack(loss, createGraph ? new Variable(one) : one, wanted, pass)
  })
}

function checkLoss(name: string, loss: Variable): void {
  if (!(loss instanceof Variable))
    throw new GradientError(`${name}: the loss is no variable: it was made from no parameter`)
  if (sizeOf(loss.shape) !== 1)
    throw new GradientError(
      `${name}: the loss has shape ${formatShape(loss.shape)}, not one element; take its sum or its mean`,
    )
}

/** Asked before anything is computed or let go of. */
function checkUsed(loss: Variable, wanted: Variables): void {
  const { leads } = nodesTowards(new Set(wanted.map(keyOf)), loss)
  wanted.forEach((variable, index) => {
    if (leads(keyOf(variable))) return
    const { name, shape, isParameter, node } = variable
    const which = `variable ${index}${name === undefined ? '' : `, ${name},`} of shape ${formatShape(shape)}`
    const why =
      isParameter || node
        ? 'it was not used, or only its value was'
        : 'it is a constant, neither a parameter nor made from one'
    throw new GradientError(
      `gradients: the loss does not depend on ${which}: ${why}; leave it out, or pass allowUnused to get undefined for it`,
    )
  })
}

/**
 * Adds ∂loss/∂p to `p.gradient` for every parameter p that the loss depends on. They live until `clearGradients`.
 * @param loss one element
 * @param options.retainGraph keeps the graph for another pass; not where left out
 * @throws GradientError where it depends on none
 * @example
 * const x = parameter(tensor([1, 2]))
 * backward(sum(square(x)))
 * await x.gradient?.data() // [2, 4]
 */
export function backward(loss: Variable, { retainGraph = false }: BackwardOptions = {}): void {
  checkLoss('backward', loss)
  const parameters = leavesOf(loss)
  if (parameters.length === 0)
    throw new GradientError(
      'backward: the loss depends on no parameter: none was used, or only the values of some were',
    )
  const found = gradients(loss, parameters, { retainGraph })
  parameters.forEach((leaf, index) => {
    const [before, gradient] = [leaf.gradient, found[index]]
    if (gradient === undefined) return
    leaf.gradient = keep(before ? add(before, gradient) : gradient)
    if (before) for (const old of [before, gradient]) old.dispose()
  })
}

/**
 * Disposes of what `backward` left on variables. PyTorch's `zero_grad`.
 * @param model variables, or a model as `namedParameters` takes it
 * @example
 * const x = parameter(tensor([1, 2]))
 * backward(sum(square(x)))
 * clearGradients({ x })
 * x.gradient // undefined
 */
export function clearGradients(model: Iterable<Variable> | ParameterTree): void {
  const isList = Symbol.iterator in model && !(model instanceof Map)
  for (const part of (isList ? model : [model]) as Iterable<ParameterTree>)
    for (const variable of part instanceof Variable ? [part] : namedParameters(part).values()) {
      variable.gradient?.dispose()
      variable.gradient = undefined
    }
}

/** What a pass makes, and leaves. */
interface Pass {
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
    if (found instanceof Tensor || found instanceof Variable) return found
    if (!way.leads(keyOf(variable))) return undefined
    const none = zeros(variable.shape, { device: variable.value.device })
    return pass.createGraph ? new Variable(none) : none
  })
}

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

/** Whether the way from here leads to a variable whose gradient is wanted. */
type Leads = (source: Source | undefined) => boolean

type Results = readonly (Operand | undefined)[]

/** The gradients of the operands from which a way leads on. */
function run(node: Node, cotangents: readonly Cotangent[], leads: Leads): Results {
  const { op, sources } = node
  // Operands that were left out may have gradients, which go nowhere.
  const most = op.operands.at(-1)?.startsWith('...') ? sources.length : op.operands.length
  if (cotangents.length < sources.length || cotangents.length > most)
    throw new GradientError(
      `${op.name}: its VJP gives ${cotangents.length} gradients for ${sources.length} operands`,
    )
  return cotangents.map((cotangent, index) => {
    if (!leads(sources[index])) return undefined
    return typeof cotangent === 'function' ? cotangent() : cotangent
  })
}

/**
 * Each result is a tensor of its own, whether the VJP made it, was given it, or has it from elsewhere: it can be freed while
 * others are still on their way.
 */
function throughVjp(node: Node, g: Operand, leads: Leads, retainGraph: boolean): Results {
  const results = run(node, node.vjp.pull(g, node.residuals, node.attributes), leads)
  const own = results.map((result) => {
    const value = result instanceof Variable ? result.value : result // of a VJP that reads a variable from elsewhere
    return value instanceof Tensor ? value.alias() : value
  })
  if (!retainGraph) node.release()
  return own
}

/** By-products have no gradient of their own, so that a VJP that reads them is replaced by the op's definition. */
function throughGraph(node: Node, g: Operand, leads: Leads): Results {
  const residuals = node.connected
  if (node.vjp.pullAgain) return run(node, node.vjp.pullAgain(g, residuals), leads)
  if (!readsByProducts(node.vjp)) return run(node, node.vjp.pull(g, residuals, node.attributes), leads)
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

function checkGradient(node: Node, index: number, result: Operand): void {
  const shape = node.shapes[index]
  if (specOf(result).dtype !== 'float')
    throw new GradientError(`${node.op.name}: the gradient of input ${index} is of whole numbers`)
  if (shape === undefined || !sameShape(shapeOf(result), shape))
    throw new GradientError(
      `${node.op.name}: the gradient of input ${index} has shape ${formatShape(shapeOf(result))}, but the input has ${formatShape(shape ?? [])}`,
    )
}

/** Whether a way leads from `output` to any of the variables. */
export function dependsOnAny(output: Variable, variables: Variables): boolean {
  const goals = new Set(variables.map(keyOf))
  return nodesTowards(goals, output).leads(keyOf(output))
}

const keyOf = (variable: Variable): Source => variable.node ?? variable

/** The nodes of a pass, and where they lead. */
interface Way {
  readonly order: readonly Node[]
  readonly leads: Leads
}

/**
 * The nodes between `output` and the goals, those nearer to the output first. Its own stack: tapes are long.
 * @param ends whether no way leads on from a goal
 */
function nodesTowards(goals: ReadonlySet<Source>, output: Variable, ends = false): Way {
  const leads = new Map<Source, boolean>()
  const order: Node[] = []
  const open: { at: Source; entered: boolean }[] = [{ at: keyOf(output), entered: false }]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { at } = top
    const passes = at instanceof Node && !(ends && goals.has(at))
    const sources = passes ? at.sources.filter((source) => source !== undefined) : []
    if (!top.entered && !leads.has(at)) {
      top.entered = true
      leads.set(at, goals.has(at))
      for (const source of sources) if (!leads.has(source)) open.push({ at: source, entered: false })
      continue
    }
    open.pop()
    if (!top.entered) continue
    const onward = sources.some((source) => leads.get(source))
    leads.set(at, goals.has(at) || onward)
    if (onward && at instanceof Node) order.push(at)
  }
  return { order: order.reverse(), leads: (source) => source !== undefined && leads.get(source) === true }
}

function leavesOf(output: Variable): Variable[] {
  const seen = new Set<Source>()
  const open: Source[] = [keyOf(output)]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    if (at instanceof Node) open.push(...at.sources.filter((source) => source !== undefined))
  }
  return [...seen].filter((source) => source instanceof Variable && source.isParameter) as Variable[]
}
