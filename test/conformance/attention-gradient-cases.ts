/** What flows back through attention, cell by cell from its formula; no two queries, keys or heads at once. */
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, filledWhole, ordinary } from './arbitraries.ts'
import type { Attending } from './attention-cases.ts'
import { allOutputs } from './call.ts'
import type { Call } from './case.ts'
import { at, build, type Plain, total, upTo } from './plain.ts'
import { logSumExpOf, softmaxOf } from './softmax-cases.ts'

export interface AttendingBack extends Attending {
  readonly g: Plain
}

const UNSEEN = -1e30

export function flows({ g, query, key, value, mask, heads, causal, queryOffset = 0 }: AttendingBack) {
  const [batch = 0, queries = 0, hidden = 0] = query.shape
  const keys = key.shape[1] ?? 0
  const size = hidden / heads
  const scale = 1 / Math.sqrt(size)
  const columns = (head: number) => upTo(size).map((c) => head * size + c)
  const seen = (b: number, i: number, j: number) =>
    (!mask || at(mask, [b, j]) !== 0) && (!causal || j <= queryOffset + i)
  const scores = (b: number, head: number, i: number) =>
    upTo(keys).map((j) =>
      seen(b, i, j)
        ? scale * total(columns(head).map((c) => at(query, [b, i, c]) * at(key, [b, j, c])))
        : UNSEEN,
    )
  const weights = new Map<string, number[]>()
  const dScores = new Map<string, number[]>()
  for (const b of upTo(batch))
    for (const head of upTo(heads))
      for (const i of upTo(queries)) {
        const p = softmaxOf(scores(b, head, i))
        const dp = upTo(keys).map((j) =>
          total(columns(head).map((c) => at(g, [b, i, c]) * at(value, [b, j, c]))),
        )
        const mean = total(p.map((weight, j) => weight * (dp[j] ?? 0)))
        weights.set(`${b} ${head} ${i}`, p)
        dScores.set(
          `${b} ${head} ${i}`,
          p.map((weight, j) => (seen(b, i, j) ? scale * weight * ((dp[j] ?? 0) - mean) : 0)),
        )
      }
  const of = (table: Map<string, number[]>, b: number, c: number, i: number, j: number) =>
    table.get(`${b} ${Math.floor(c / size)} ${i}`)?.[j] ?? 0
  const overKeys = (cell: (b: number, c: number, i: number, j: number) => number) =>
    build(query.shape, ([b = 0, i = 0, c = 0]) => total(upTo(keys).map((j) => cell(b, c, i, j))))
  const overQueries = (cell: (b: number, c: number, i: number, j: number) => number) =>
    build(key.shape, ([b = 0, j = 0, c = 0]) => total(upTo(queries).map((i) => cell(b, c, i, j))))
  return {
    output: overKeys((b, c, i, j) => of(weights, b, c, i, j) * at(value, [b, j, c])),
    logSumExp: build([batch, heads, queries, 1], ([b = 0, head = 0, i = 0]) =>
      logSumExpOf(scores(b, head, i)),
    ),
    dQuery: overKeys((b, c, i, j) => of(dScores, b, c, i, j) * at(key, [b, j, c])),
    dKey: overQueries((b, c, i, j) => of(dScores, b, c, i, j) * at(query, [b, i, c])),
    dValue: overQueries((b, c, i, j) => of(weights, b, c, i, j) * at(g, [b, i, c])),
  }
}

export const attentionGradientCalls = fc
  .record({
    batch: fc.constantFrom(1, 2),
    length: fc.constantFrom(1, 2, 3, 5, 17, 31, 32, 33),
    heads: fc.constantFrom(1, 2, 3),
    size: fc.constantFrom(1, 2, 4, 9, 17),
    causal: fc.boolean(),
    masked: fc.boolean(),
  })
  .filter(({ batch, length, heads, size }) => batch * heads * length ** 2 * size <= 3000)
  .chain(({ batch, length, heads, size, causal, masked }) => {
    const x = filled([batch, length, heads * size], ordinary)
    return fc.tuple(x, x, x, x, filledWhole([batch, length], 2)).map(([g, query, key, value, some]): Call => {
      const mask = masked ? some : undefined
      const { output, logSumExp, dQuery, dKey, dValue } = flows({ g, query, key, value, mask, heads, causal })
      return {
        inputs: [g, query, key, value, output, logSumExp, ...(mask ? [mask] : [])],
        run: (inputs) =>
          allOutputs(ops.attentionGradient, inputs, {
            heads,
            causal,
            scale: 1 / Math.sqrt(size),
            dropout: undefined,
          }),
        expected: [dQuery, dKey, dValue],
        rounds: true,
      }
    })
  })
