/** Denormal numbers, which some devices take for 0: where they are read, or wherever a step gives one. */
import type { Scalar } from '@cloze/tensor'
import { expandScalar, rewrite, scalarPrimitive } from '@cloze/tensor/extend'
import type { Plain } from './plain.ts'

/** The smallest number of float32 that is not denormal. */
export const smallestNormal = 2 ** -126

/** With denormal cells as zeros of their sign. */
export const flush = (x: Plain): Plain => ({
  ...x,
  values: x.values.map((value) => (Math.abs(value) < smallestNormal ? value * 0 : value)),
})

const settled = (x: Scalar): Scalar => x.abs().less(smallestNormal).select(x.mul(0), x)

/** The graph in which a step that gives a denormal number gives a zero of its sign. */
export const flushing = (graph: Scalar): Scalar =>
  settled(
    rewrite(expandScalar(graph), (node, args) =>
      node.kind === 'primitive' ? scalarPrimitive(node.name, ...args.map(settled)) : undefined,
    ),
  )
