/** Attention, query by query in plain arithmetic. */
import { attention, attentionProbabilities } from '@cloze/tensor'
import fc from 'fast-check'
import { filled, filledWhole, ordinary } from './arbitraries.ts'
import { type Call, given } from './case.ts'
import { at, build, type Plain, total, upTo } from './plain.ts'
import { softmaxOf } from './softmax-cases.ts'

export interface Attending {
  readonly query: Plain
  readonly key: Plain
  readonly value: Plain
  readonly mask: Plain | undefined
  readonly heads: number
  readonly causal: boolean
  /** The place of the first query among the keys. */
  readonly queryOffset?: number
}

/** What is seen of each key by the query `i` of an example and a head, before softmax. */
function scoresOf(
  {
    query,
    key,
    mask,
    heads,
    causal,
    queryOffset = 0,
    scale,
  }: Omit<Attending, 'value'> & { readonly scale: number },
  [b, head, i]: readonly [number, number, number],
): number[] {
  const [, keys = 0, hidden = 0] = key.shape
  const size = hidden / heads
  return upTo(keys).map((j) => {
    if ((mask && at(mask, [b, j]) === 0) || (causal && j > queryOffset + i)) return -1e30
    return (
      scale *
      total(upTo(size).map((c) => at(query, [b, i, head * size + c]) * at(key, [b, j, head * size + c])))
    )
  })
}

/** Query by query. Where nothing may be seen, each key weighs the same. */
export function attentionOf(attending: Attending & { readonly scale: number }): Plain {
  const { query, value, heads } = attending
  const size = (query.shape[2] ?? 0) / heads
  return build(query.shape, ([b = 0, i = 0, column = 0]) => {
    const scores = scoresOf(attending, [b, Math.floor(column / size), i])
    return total(softmaxOf(scores).map((weight, j) => weight * at(value, [b, j, column])))
  })
}

const drawn = fc
  .record({
    batch: fc.constantFrom(0, 1, 2, 3),
    length: fc.constantFrom(1, 2, 3, 4, 5, 8, 17, 31, 32, 33),
    heads: fc.constantFrom(1, 2, 3),
    size: fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 16, 17),
    causal: fc.boolean(),
    masked: fc.boolean(),
  })
  .filter(({ batch, length, heads, size }) => batch * heads * length ** 2 * size <= 5000)

export const attentionCalls = drawn.chain(({ batch, length, heads, size, causal, masked }) => {
  const x = filled([batch, length, heads * size], ordinary)
  return fc.tuple(x, x, x, filledWhole([batch, length], 2)).map(([query, key, value, seen]): Call => {
    const mask = masked ? seen : undefined
    return {
      inputs: mask ? [query, key, value, mask] : [query, key, value],
      run: (inputs) =>
        attention(given(inputs, 0), given(inputs, 1), given(inputs, 2), inputs[3], { heads, causal }),
      expected: attentionOf({ query, key, value, mask, heads, causal, scale: 1 / Math.sqrt(size) }),
      rounds: true,
    }
  })
})

const attentionProbabilitiesCalls = drawn.chain(({ batch, length, heads, size, causal, masked }) => {
  const x = filled([batch, length, heads * size], ordinary)
  return fc.tuple(x, x, filledWhole([batch, length], 2)).map(([query, key, seen]): Call => {
    const mask = masked ? seen : undefined
    const attending = { query, key, mask, heads, causal, scale: 1 / Math.sqrt(size) }
    return {
      inputs: mask ? [query, key, mask] : [query, key],
      run: (inputs) =>
        attentionProbabilities(given(inputs, 0), given(inputs, 1), inputs[2], { heads, causal }),
      expected: build(
        [batch, heads, length, length],
        ([b = 0, head = 0, i = 0, j = 0]) => softmaxOf(scoresOf(attending, [b, head, i]))[j] ?? 0,
      ),
      rounds: true,
    }
  })
})

/** Of functions that are made of ops. */
export const probabilityCalls = { attentionProbabilities: attentionProbabilitiesCalls } as const
