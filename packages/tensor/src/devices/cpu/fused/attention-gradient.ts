/** The gradient of attention, a head at a time: its weights are computed again from the log-sum-exp. */
import { type attentionGradientOp, UNSEEN } from '../../../ops/attention.ts'
import { loop, pointer, vectorLoop } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import { f32x4, splat } from '../assembler/values/vectors.ts'
import { panelProduct } from '../kernels/panel-product.ts'
import {
  asPointer,
  attentionParameters,
  clearMatrix,
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

/** The weight of a key that may not be seen, which no exponential is: its score has no gradient, were `g` NaN. */
const HIDDEN = -0

/** The gradients of query, key and value, for the heads start ≤ i < end of all examples. */
const gradientKernel = () =>
  kernel(
    'attentionGradient',
    {
      dQuery: pointer,
      dKey: pointer,
      dValue: pointer,
      g: pointer,
      query: pointer,
      key: pointer,
      value: pointer,
      output: pointer,
      logSumExp: pointer,
      ...attentionParameters,
    },
    ({ dQuery, dKey, dValue, g, query, key, value, output, logSumExp, ...parameters }) => {
      const { own, queries, keys, size, scale } = parameters
      const index = headPlace(parameters)
      const { dRow, kRow } = index
      // Laid out by keys for products with kᵀ and vᵀ, by columns for those with k, q and dy.
      const [keysAcross, valuesAcross, keyColumns] = [local(i32), local(i32), local(i32)]
      const [queryColumns, dyColumns] = [local(i32), local(i32)]
      const [q, dy, dq, dk, dv] = [local(i32), local(i32), local(i32), local(i32), local(i32)]
      const [weights, dropped, dScores] = [local(i32), local(i32), local(i32)]

      const [weightRow, droppedRow, dScoreRow] = [local(pointer), local(pointer), local(pointer)]
      const [gRow, yRow] = [local(pointer), local(pointer)]
      const [rows, at, offset] = [local(i32), local(i32), local(i32)]
      const [average, logarithm, ownScale, alike] = [local(f32), local(f32), local(f32), local(f32)]
      const [score, weight] = [local(f32x4), local(f32x4)]
      const { begin, drop } = dropping(parameters)
      const scoresOf = scoring(parameters, index.batch)
      const block = i32.constant(QUERIES)
      const fours = { a: { row: dRow, along: 4 }, c: { row: kRow } }

      /** The weights, 0 where a key may not be seen; and dropped, alike where none may. */
      const weigh = [
        // A query that sees nothing weighs every key alike, and its scores have no gradient.
        alike.set(logarithm.less(UNSEEN / 2).select(f32.constant(1).div(keys.toFloat()), f32.constant(0))),
        ownScale.set(logarithm.less(UNSEEN / 2).select(f32.constant(0), scale)),
        vectorLoop(0, keys, (c) => {
          const found = scoresOf(weightRow.load(c), at, c)
          const { before, value: power } = powerOf(score.sub(splat(logarithm)))
          const unseen = score.equal(UNSEEN)
          const lessened = drop(weight, at, c.element)
          return [
            found.before,
            score.set(found.score),
            before,
            weight.set(unseen.select(splat(alike), power)),
            lessened.before,
            droppedRow.store(c, lessened.value),
            weightRow.store(c, unseen.select(f32x4.constant(HIDDEN), weight)),
          ]
        }),
      ]
      return forHeads(parameters, index, (head) => [
        layOut(
          [
            [keysAcross, keys, size],
            [valuesAcross, keys, size],
            [keyColumns, keys, size],
            [dk, keys, size],
            [dv, keys, size],
            [queryColumns, block, size],
            [dyColumns, block, size],
            [q, block, size],
            [dy, block, size],
            [dq, block, size],
            [weights, block, keys],
            [dropped, block, keys],
            [dScores, block, keys],
          ],
          own,
        ),
        packByRows(keysAcross, index.ofKeys(key)),
        packByRows(valuesAcross, index.ofKeys(value)),
        packByColumns(keyColumns, index.ofKeys(key)),
        clearMatrix(dk, keys, dRow),
        clearMatrix(dv, keys, dRow),
        begin(head),
        loop(0, queries, QUERIES, (first) => [
          rows.set(least(queries.sub(first), QUERIES)),
          copyIn(q, dRow, index.ofQueries(query, first, rows)),
          copyIn(dy, dRow, index.ofQueries(g, first, rows)),
          packByColumns(queryColumns, index.ofQueries(query, first, rows)),
          packByColumns(dyColumns, index.ofQueries(g, first, rows)),
          panelProduct({
            a: { ...fours.a, address: q },
            b: keysAcross,
            c: { ...fours.c, address: weights },
            rows,
            columns: keys,
            depth: size,
          }),
          panelProduct({
            a: { ...fours.a, address: dy },
            b: valuesAcross,
            c: { ...fours.c, address: dScores },
            rows,
            columns: keys,
            depth: size,
          }),
          loop(0, rows, 1, (r) => [
            at.set(first.add(r)),
            offset.set(r.mul(kRow)),
            weightRow.set(asPointer(weights.add(offset))),
            droppedRow.set(asPointer(dropped.add(offset))),
            dScoreRow.set(asPointer(dScores.add(offset))),
            logarithm.set(logSumExp.load(index.firstQuery.add(at))),
            weigh,
            // Σ weights·dWeights over the keys, by the chain, dropout included: y is the sum of weights·values.
            gRow.set(asPointer(index.ofQueries(g, at).address)),
            yRow.set(asPointer(index.ofQueries(output, at).address)),
            sumAlong([average], size, (c) => ({ terms: [gRow.load(c).mul(yRow.load(c))] })),
            vectorLoop(0, keys, (c) => {
              const through = dScoreRow.load(c).mul(droppedRow.load(c))
              const dScore = through.sub(splat(average).mul(weightRow.load(c)))
              const hidden = weightRow.load(c).bits().equal(f32x4.constant(HIDDEN).bits())
              return dScoreRow.store(c, hidden.select(f32x4.constant(0), dScore.mul(splat(ownScale))))
            }),
          ]),
          panelProduct({
            a: { address: dScores, row: kRow, along: 4 },
            b: keyColumns,
            c: { address: dq, row: dRow },
            rows,
            columns: size,
            depth: keys,
          }),
          copyOut(index.ofQueries(dQuery, first, rows), dq, dRow),
          panelProduct({
            a: { address: dScores, row: 4, along: kRow },
            b: queryColumns,
            c: { address: dk, row: dRow },
            rows: keys,
            columns: size,
            depth: rows,
            add: true,
          }),
          panelProduct({
            a: { address: dropped, row: 4, along: kRow },
            b: dyColumns,
            c: { address: dv, row: dRow },
            rows: keys,
            columns: size,
            depth: rows,
            add: true,
          }),
        ]),
        copyOut(index.ofKeys(dKey), dk, dRow),
        copyOut(index.ofKeys(dValue), dv, dRow),
      ])
    },
  )

const ownFloats = (keys: number, size: number): number => 5 * keys * size + QUERIES * (5 * size + 3 * keys)

/** packedAttentionGradient too. */
export const attentionGradient: CreatePackable<typeof attentionGradientOp> =
  ({ runtime }) =>
  ([g, query, key, value, output, logSumExp, mask], attributes, gradients) => {
    const addresses = [...gradients, g, query, key, value, output, logSumExp].map(
      ({ buffer }) => buffer.address,
    )
    const run = runtime.kernel('attentionGradient', gradientKernel)
    shareHeads(runtime, run, addresses, { query, key, mask, attributes, ownFloats, products: 5 })
  }
