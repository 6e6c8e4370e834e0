/** Attention, query by query in plain arithmetic. */
import { attention } from '@cloze/tensor'
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

/** Query by query. Where nothing may be seen, each key weighs the same. */
export function attentionOf({
  query,
  key,
  value,
  mask,
  heads,
  causal,
  queryOffset = 0,
  scale,
}: Attending & { readonly scale: number }): Plain {
  const [, keys = 0, hidden = 0] = key.shape
  const size = hidden / heads
  return build(query.shape, ([b = 0, i = 0, column = 0]) => {
    const head = Math.floor(column / size)
    const scores = upTo(keys).map((j) => {
      if ((mask && at(mask, [b, j]) === 0) || (causal && j > queryOffset + i)) return -1e30
      return (
        scale *
        total(upTo(size).map((c) => at(query, [b, i, head * size + c]) * at(key, [b, j, head * size + c])))
      )
    })
    return total(softmaxOf(scores).map((weight, j) => weight * at(value, [b, j, column])))
  })
}

export const attentionCalls = fc
  .record({
    batch: fc.constantFrom(0, 1, 2, 3),
    length: fc.constantFrom(1, 2, 3, 4, 5, 8, 17, 31, 32, 33),
    heads: fc.constantFrom(1, 2, 3),
    size: fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 16, 17),
    causal: fc.boolean(),
    masked: fc.boolean(),
  })
  .filter(({ batch, length, heads, size }) => batch * heads * length ** 2 * size <= 5000)
  .chain(({ batch, length, heads, size, causal, masked }) => {
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
