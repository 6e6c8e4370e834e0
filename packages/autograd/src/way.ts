/** Where a backward pass goes: the nodes between a variable and those whose gradients are wanted. */
import { Node, type Source, Variable } from './tape.ts'

/** A variable as the graph has it: by the node that made it, or a leaf. */
export const keyOf = (variable: Variable): Source => variable.node ?? variable

/** Whether the way from here leads to a variable whose gradient is wanted. */
export type Leads = (source: Source | undefined) => boolean

/** The nodes of a pass, and where they lead. */
export interface Way {
  readonly order: readonly Node[]
  readonly leads: Leads
}

/**
 * The nodes between `output` and the goals, those nearer to the output first. Its own stack: tapes are long.
 * @param ends whether no way leads on from a goal
 */
export function nodesTowards(goals: ReadonlySet<Source>, output: Variable, ends = false): Way {
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

/** Whether a way leads from `output` to any of the variables. */
export function dependsOnAny(output: Variable, variables: readonly Variable[]): boolean {
  const goals = new Set(variables.map(keyOf))
  return nodesTowards(goals, output).leads(keyOf(output))
}

/** The parameters that `output` was made from. */
export function leavesOf(output: Variable): Variable[] {
  const seen = new Set<Source>()
  const open: Source[] = [keyOf(output)]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    if (at instanceof Node) open.push(...at.sources.filter((source) => source !== undefined))
  }
  return [...seen].filter((source) => source instanceof Variable).filter(({ isParameter }) => isParameter)
}
