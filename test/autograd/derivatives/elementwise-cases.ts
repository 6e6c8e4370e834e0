import * as everything from '@cloze/tensor'
import type { ElementwiseOp } from '@cloze/tensor/extend'
import type { CaseOf } from './case.ts'
import type { Interval } from './draw.ts'

const positive: Interval = { signed: false }
const domains: { readonly [name: string]: Interval } = {
  log: positive,
  log10: positive,
  log2: positive,
  pow: positive,
  rsqrt: positive,
  sqrt: positive,
}

const elementwiseCase =
  (op: ElementwiseOp): CaseOf =>
  (shape, draw) => ({
    f: (...variables) => everything.apply(op, variables),
    inputs: Array.from({ length: op.arity }, (_, index) =>
      draw.floats(index === 0 ? shape : draw.narrower(shape), domains[op.name]),
    ),
  })

/** Each elementwise op that the package exports, by name. */
export const elementwiseCases: readonly (readonly [string, CaseOf])[] = Object.values(everything)
  .filter((each) => typeof each === 'function' && 'op' in each)
  .map(({ op }) => [op.name, elementwiseCase(op as ElementwiseOp)])
