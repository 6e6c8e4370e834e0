/** Sequences end to end: what each gives by itself, one after another. */
import { packedAttention, packedDropout } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, ordinary } from './arbitraries.ts'
import { type AttendingBack, flows } from './attention-gradient-cases.ts'
import { allOutputs } from './call.ts'
import { type Call, given } from './case.ts'
import { isDropped } from './feistel.ts'
import { build, type Plain, total } from './plain.ts'

const lengthsDrawn = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(1, 2, 3, 5), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom([31, 2], [32, 1], [3, 33], [17, 15]) }, // around a block of queries
)

/** The rows of each sequence, as a batch of one. */
const apart = ({ shape: [, width = 0], values }: Plain, lengths: readonly number[]): Plain[] =>
  lengths.map((length, i) => {
    const start = total(lengths.slice(0, i))
    return {
      shape: [1, length, width],
      values: values.slice(start * width, (start + length) * width),
      dtype: 'float',
    }
  })

const together = (shape: readonly number[], parts: readonly Plain[]): Plain => ({
  shape,
  values: parts.flatMap(({ values }) => values),
  dtype: 'float',
})

/** All that attention and its gradient take and give, of sequences with these lengths. */
const attended = fc
  .record({
    lengths: lengthsDrawn,
    heads: fc.constantFrom(1, 2, 3),
    size: fc.constantFrom(1, 2, 4),
    causal: fc.boolean(),
  })
  .chain(({ lengths, heads, size, causal }) => {
    const x = filled([total(lengths), heads * size], ordinary)
    return fc.tuple(x, x, x, x).map(([g, query, key, value]) => {
      const [gs = [], queries = [], keys = [], values = []] = [g, query, key, value].map((each) =>
        apart(each, lengths),
      )
      const found = gs.map((own, i) => {
        const [q = own, k = own, v = own] = [queries[i], keys[i], values[i]]
        const attending: AttendingBack = {
          g: own,
          query: q,
          key: k,
          value: v,
          mask: undefined,
          heads,
          causal,
        }
        return flows(attending)
      })
      const of = (name: keyof ReturnType<typeof flows>, shape: readonly number[]) =>
        together(
          shape,
          found.map((each) => each[name]),
        )
      return {
        inputs: [g, query, key, value] as const,
        attributes: { lengths, heads, causal, scale: 1 / Math.sqrt(size), dropout: undefined },
        output: of('output', query.shape),
        logSumExp: of('logSumExp', [total(lengths) * heads]),
        flows: [of('dQuery', query.shape), of('dKey', key.shape), of('dValue', value.shape)],
      }
    })
  })

export const packedCalls = {
  packedAttention: attended.map(
    ({ inputs: [, ...inputs], attributes, output }): Call => ({
      inputs,
      run: (own) => packedAttention(given(own, 0), given(own, 1), given(own, 2), attributes),
      expected: output,
      rounds: true,
    }),
  ),
  packedAttentionGradient: attended.map(
    ({ inputs, attributes, output, logSumExp, flows }): Call => ({
      inputs: [...inputs, output, logSumExp],
      run: (own) => allOutputs(ops.packedAttentionGradient, own, attributes),
      expected: flows,
      rounds: true,
    }),
  ),
  packedDropout: fc
    .tuple(
      lengthsDrawn,
      fc.constantFrom(1, 3, 4, 9),
      fc.constantFrom(0.1, 0.5, 0.9),
      fc.nat(4095),
      fc.nat(50),
    )
    .map(([lengths, width, rate, high, firstExample]): Call => {
      const settings = { rate, key: { high, low: 4095 - high }, firstExample }
      const parts = lengths.map((length, i) => {
        const shape = [1, length, width]
        const own = { ...settings, firstExample: firstExample + i }
        return build(shape, (index) => (isDropped(shape, index, own) ? 0 : 1 / (1 - rate)))
      })
      const shape = [total(lengths), width]
      return {
        inputs: [build(shape, () => 1)],
        run: (inputs) => packedDropout(given(inputs, 0), { ...settings, lengths }),
        expected: together(shape, parts),
        rounds: true,
      }
    }),
}
