/** Cases of functions that go along axes, and the shapes that they need. */
import type { Variable } from '@cloze/autograd'
import type { ReduceOptions, Shape } from '@cloze/tensor'
import type { CaseOf } from './case.ts'

/** `shape` with at least `rank` axes. */
export const padded = (shape: Shape, rank: number): number[] => [
  ...Array.from({ length: Math.max(0, rank - shape.length) }, () => 2),
  ...shape,
]

/** The same, with at least one cell along its last axis. */
export const filled = (shape: Shape, rank = 1): number[] => {
  const more = padded(shape, rank)
  return more.with(-1, Math.max(1, more.at(-1) ?? 1))
}

type Reduce = (x: Variable, options: ReduceOptions) => Variable

export const reduction =
  (reduce: Reduce): CaseOf =>
  (shape, draw) => {
    const options = { axes: draw.axes(shape), keepAxes: draw.chance() }
    return { f: (x) => reduce(x, options), inputs: [draw.floats(shape)] }
  }

export const alongAxis =
  (f: (x: Variable, axis: number) => Variable): CaseOf =>
  (shape, draw) => {
    const axis = draw.integer(Math.max(shape.length, 1))
    return { f: (x) => f(x, axis), inputs: [draw.floats(filled(shape))] }
  }
