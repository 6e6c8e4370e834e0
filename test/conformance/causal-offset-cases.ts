/** Causal attention of fewer queries than keys, which stand anywhere among them; and what flows back. */
import { attention } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, filledWhole, ordinary } from './arbitraries.ts'
import { attentionOf } from './attention-cases.ts'
import { flows } from './attention-gradient-cases.ts'
import { allOutputs } from './call.ts'
import { type Call, given } from './case.ts'

/** Queries on both sides of a vector and of the 32 that kernels take at a time; keys before, within and after them. */
const indices = fc.record({
  queries: fc.oneof(fc.constantFrom(1, 2, 3, 4, 5, 7), fc.constantFrom(31, 32, 33)),
  before: fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5), fc.constantFrom(8, 13, 31)),
  after: fc.constantFrom(0, 1, 2, 4),
  batch: fc.constantFrom(1, 2),
  heads: fc.constantFrom(1, 2),
  size: fc.constantFrom(1, 2, 4, 5),
  masked: fc.boolean(),
})

const attending = indices.chain(({ queries, before, after, batch, heads, size, masked }) => {
  const keys = before + queries + after
  const [atQueries, atKeys] = [queries, keys].map((length) => filled([batch, length, heads * size], ordinary))
  if (!atQueries || !atKeys) throw new Error('two were made')
  return fc
    .tuple(atQueries, atQueries, atKeys, atKeys, filledWhole([batch, keys], 2))
    .map(([g, query, key, value, seen]) => ({
      of: { g, query, key, value, mask: masked ? seen : undefined, heads, causal: true, queryOffset: before },
      scale: 1 / Math.sqrt(size),
    }))
})

export const offsetCalls = attending.map(({ of, scale }): Call => {
  const { query, key, value, mask, heads, queryOffset } = of
  return {
    inputs: mask ? [query, key, value, mask] : [query, key, value],
    run: (inputs) =>
      attention(given(inputs, 0), given(inputs, 1), given(inputs, 2), inputs[3], {
        heads,
        causal: true,
        queryOffset,
      }),
    expected: attentionOf({ ...of, scale }),
    rounds: true,
  }
})

export const offsetGradientCalls = attending.map(({ of, scale }): Call => {
  const { g, query, key, value, mask, heads, queryOffset } = of
  const { output, logSumExp, dQuery, dKey, dValue } = flows(of)
  return {
    inputs: [g, query, key, value, output, logSumExp, ...(mask ? [mask] : [])],
    run: (inputs) =>
      allOutputs(ops.attentionGradient, inputs, {
        heads,
        causal: true,
        queryOffset,
        scale,
        dropout: undefined,
      }),
    expected: [dQuery, dKey, dValue],
    rounds: true,
  }
})
