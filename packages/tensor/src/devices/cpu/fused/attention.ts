/** Attention, a head at a time: its scores live in the cache alone. Dao et al. 2022 do the same on GPUs. */
import type { attentionOp } from '../../../ops/attention.ts'
import { input } from '../../../scalar/scalar.ts'
import { loop, pointer, vectorLoop, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import { f32x4, splat } from '../assembler/values/vectors.ts'
import { folded } from '../kernels/folded.ts'
import { panelProduct } from '../kernels/panel-product.ts'
import { lower } from '../runtime/lowering.ts'
import {
  asPointer,
  attentionParameters,
  copyIn,
  copyOut,
  forHeads,
  headPlace,
  layOut,
  least,
  packByColumns,
  packByRows,
  QUERIES,
  scoring,
  shareHeads,
} from './attention-parts.ts'
import { dropping } from './dropping.ts'
import type { CreatePackable } from './kernel.ts'
import { powerOf } from './power.ts'
import { sumAlong } from './row-sum.ts'

const log = input(0).log()

/** For the heads start ≤ i < end of all examples: output (B, S, H) and the scores' log-sum-exp (B, h, S). */
const attentionKernel = () =>
  kernel(
    'attention',
    {
      output: pointer,
      logSumExp: pointer,
      query: pointer,
      key: pointer,
      value: pointer,
      ...attentionParameters,
    },
    ({ output, logSumExp, query, key, value, ...parameters }) => {
      const { own, queries, keys, size, threshold } = parameters
      const index = headPlace(parameters)
      const [byKeys, byColumns, q, y, weights] = [local(i32), local(i32), local(i32), local(i32), local(i32)]
      const [row, rows, at] = [local(pointer), local(i32), local(i32)]
      const [largest, held] = [local(f32x4), local(f32x4)]
      const [most, sum] = [local(f32), local(f32)]
      const { begin, drop } = dropping(parameters)
      const scoresOf = scoring(parameters, index.batch)
      const logarithm = lower([log], [splat(sum)])

      const maskAndFindLargest = [
        largest.set(f32x4.constant(Number.NEGATIVE_INFINITY)),
        vectorLoop(0, keys, (c) => {
          const { before, score } = scoresOf(row.load(c), at, c)
          const own = c.lanes === 4 ? held : splat(held.lane(0))
          return [before, held.set(score), row.store(c, held), largest.set(largest.pseudoMax(own))]
        }),
        most.set(folded('max', largest)),
      ]
      const sumPowers = sumAlong([sum], keys, (c) => {
        const { before, value: power } = powerOf(row.load(c).sub(splat(most)))
        return { before: [before, held.set(power), row.store(c, held)], terms: [held] }
      })
      const normalise = [
        when(
          threshold,
          vectorLoop(0, keys, (c) => {
            const { before, value } = drop(row.load(c).div(splat(sum)), at, c.element)
            return [before, row.store(c, value)]
          }),
          vectorLoop(0, keys, (c) => row.store(c, row.load(c).div(splat(sum)))),
        ),
      ]
      return forHeads(parameters, index, (head) => [
        layOut(
          [
            [byKeys, keys, size],
            [byColumns, keys, size],
            [q, i32.constant(QUERIES), size],
            [y, i32.constant(QUERIES), size],
            [weights, i32.constant(QUERIES), keys],
          ],
          own,
        ),
        packByRows(byKeys, index.ofKeys(key)),
        packByColumns(byColumns, index.ofKeys(value)),
        begin(head),
        loop(0, queries, QUERIES, (first) => [
          rows.set(least(queries.sub(first), QUERIES)),
          copyIn(q, index.dRow, index.ofQueries(query, first, rows)),
          panelProduct({
            a: { address: q, row: index.dRow, along: 4 },
            b: byKeys,
            c: { address: weights, row: index.kRow },
            rows,
            columns: keys,
            depth: size,
          }),
          loop(0, rows, 1, (r) => [
            at.set(first.add(r)),
            row.set(asPointer(weights.add(r.mul(index.kRow)))),
            maskAndFindLargest,
            sumPowers,
            logarithm.before,
            logSumExp.store(index.firstQuery.add(at), most.add(logarithm.values[0].lane(0))),
            normalise,
          ]),
          panelProduct({
            a: { address: weights, row: index.kRow, along: 4 },
            b: byColumns,
            c: { address: y, row: index.dRow },
            rows,
            columns: size,
            depth: keys,
          }),
          copyOut(index.ofQueries(output, first, rows), y, index.dRow),
        ]),
      ])
    },
  )

/** Floats of a thread's own. */
const ownFloats = (keys: number, size: number): number => 2 * keys * size + QUERIES * (2 * size + keys)

/** packedAttention too, whose attributes have the sequences' lengths and whose inputs have no mask. */
export const attention: CreatePackable<typeof attentionOp> =
  ({ runtime }) =>
  ([query, key, value, mask], attributes, [output, logSumExp]) => {
    const addresses = [output, logSumExp, query, key, value].map(({ buffer }) => buffer.address)
    const run = runtime.kernel('attention', attentionKernel)
    shareHeads(runtime, run, addresses, { query, key, mask, attributes, ownFloats, products: 2 })
  }
