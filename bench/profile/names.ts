/** What an elementwise kernel is called: by its op where one has its graph, else by the graph itself. */

import type { Scalar } from '@cloze/tensor'
import * as tensor from '@cloze/tensor'

const names = new Map<Scalar, string>(
  Object.values(tensor).flatMap((each: unknown) => {
    if (typeof each !== 'function' || !('op' in each)) return []
    const { op } = each as { readonly op: { readonly name: string; readonly graph?: Scalar } }
    return op.graph ? [[op.graph, op.name] as const] : []
  }),
)

/** The most letters of an expression. */
const LONGEST = 44

export function nameOf(graph: Scalar): string {
  const known = names.get(graph)
  if (known !== undefined) return known
  const text = textOf(graph, 6)
  const name = text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
  names.set(graph, name)
  return name
}

function textOf({ node }: Scalar, depth: number): string {
  if (node.kind === 'constant') return String(Math.round(1000 * node.value) / 1000)
  if (node.kind === 'input') return 'abcdefghij'[node.index] ?? `x${node.index}`
  if (depth === 0) return '…'
  const args = node.args.map((arg) => textOf(arg, depth - 1)).join(', ')
  return `${node.name}(${args})`
}
