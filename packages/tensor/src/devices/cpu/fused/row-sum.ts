import { loop, type Statements, VectorIndex, vectorLoop } from '../assembler/control.ts'
import { type Local, local } from '../assembler/values/local.ts'
import { type F32, type I32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4, i32x4 } from '../assembler/values/vectors.ts'
import { folded } from '../kernels/folded.ts'

/** Lane 0 of four numbers, and zeros. */
const firstLane = (x: F32x4): F32x4 =>
  x
    .bits()
    .and(i32x4.lanes(-1, 0, 0, 0))
    .asFloat()

/** What one sweep along a row adds up: what to do first at some columns, and a term for each sum. */
interface Terms {
  readonly before?: Statements
  readonly terms: readonly F32x4[]
}

/** How many vectors are summed side by side, so that an addition need not wait for the last, and rounds less. */
const SIDE_BY_SIDE = 4

/**
 * Sets each of `sums` to the sum of its term over the columns 0 … width − 1 of a row: each of 16 lanes takes every
 * sixteenth, and the first ones what is left over.
 */
export function sumAlong(
  sums: readonly Local<F32>[],
  width: I32,
  terms: (c: VectorIndex) => Terms,
): Statements {
  const lanes = Array.from({ length: SIDE_BY_SIDE }, () => sums.map(() => local(f32x4)))
  const whole = local(i32)
  const addTo = (own: readonly Local<F32x4>[] | undefined, c: VectorIndex): Statements => {
    const { before = [], terms: added } = terms(c)
    return [
      before,
      own?.map((lane, index) => {
        const term = added[index] ?? f32x4.constant(0)
        return lane.set(lane.add(c.lanes === 4 ? term : firstLane(term)))
      }) ?? [],
    ]
  }
  const step = 4 * SIDE_BY_SIDE
  return [
    whole.set(width.and(-step)),
    lanes.map((own) => own.map((lane) => lane.set(f32x4.constant(0)))),
    loop(0, whole, step, (c) => lanes.map((own, side) => addTo(own, new VectorIndex(c.add(4 * side), 4)))),
    vectorLoop(whole, width, (c) => addTo(lanes[0], c)),
    sums.map((sum, index) => {
      const [a, b, c, d] = lanes.map((own) => own[index] ?? f32x4.constant(0))
      const total = local(f32x4)
      return a && b && c && d ? [total.set(a.add(b).add(c.add(d))), sum.set(folded('sum', total))] : []
    }),
  ]
}
