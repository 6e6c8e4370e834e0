/** Which keys a causal query sees is said where it is not plain, and is then what is said, bit for bit. */
import {
  type AttentionOptions,
  attention,
  attentionProbabilities,
  type Device,
  disposeOf,
  dropoutKey,
  interpret,
  matmul,
  packedAttention,
  reference,
  reshape,
  ShapeError,
  scope,
  slice,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from '@cloze/tensor'
import { axesOf, ops } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { hostDevices } from '../../host-devices.ts'

const heads = 2
const hidden = 6

const drawn = (device: Device, length: number, seed: number) =>
  tensor(
    Float32Array.from({ length: length * hidden }, (_, i) => Math.sin(i * 12.9898 + seed)),
    { shape: [1, length, hidden], device },
  )

const values = async (device: Device, body: (device: Device) => ReturnType<typeof drawn>) => {
  const result = scope(() => body(device))
  try {
    return Array.from(await result.data())
  } finally {
    disposeOf(result)
  }
}

for (const device of hostDevices)
  describe(device.name, () => {
    test.prop([fc.constantFrom(1, 2, 4, 5, 31, 33), fc.constantFrom(0, 1, 3, 4, 9, 32), fc.nat(3)], {
      numRuns: 25,
    })('queries at an offset give the rows that all queries give there', async (queries, before, after) => {
      const keys = before + queries + after
      const [whole, part] = [
        await values(device, (on) =>
          slice(
            attention(drawn(on, keys, 1), drawn(on, keys, 2), drawn(on, keys, 3), undefined, {
              heads,
              causal: true,
            }),
            [0, before, 0],
            [1, before + queries, hidden],
          ),
        ),
        await values(device, (on) =>
          attention(
            slice(drawn(on, keys, 1), [0, before, 0], [1, before + queries, hidden]),
            drawn(on, keys, 2),
            drawn(on, keys, 3),
            undefined,
            { heads, causal: true, queryOffset: before },
          ),
        ),
      ]
      expect(part).toEqual(whole)
    })
  })

const split = (x: Tensor): Tensor => {
  const [length] = axesOf(x.shape.slice(1), 2)
  return transpose(reshape(x, [1, length, heads, hidden / heads]), [0, 2, 1, 3]) // (1, h, S, d)
}

const variants: readonly Omit<AttentionOptions, 'heads'>[] = [
  {},
  { causal: true },
  { scale: 0.3 },
  { dropout: { rate: 0.4, key: dropoutKey(1, 2, 'here'), firstExample: 0 } },
]

for (const options of variants)
  test.prop([fc.constantFrom(1, 2, 5, 9), fc.boolean()], { numRuns: 8 })(
    `values weighted by the probabilities are attention, with ${JSON.stringify(Object.keys(options))}`,
    async (length, masked) => {
      const [of, by] = await Promise.all(
        [true, false].map((fused) =>
          values(reference, (on) => {
            const [q, k, v] = [drawn(on, length, 1), drawn(on, length, 2), drawn(on, length, 3)]
            const mask = masked
              ? tensor(
                  Int32Array.from({ length }, (_, i) => (i % 3 === 1 ? 0 : 1)),
                  { shape: [1, length], device: on },
                )
              : undefined
            if (fused) return attention(q, k, v, mask, { heads, ...options })
            const weights = attentionProbabilities(q, k, mask, { heads, ...options }) // (1, h, S, S)
            const context = transpose(matmul(weights, split(v)), [0, 2, 1, 3]) // (1, S, h, d)
            return reshape(context, [1, length, hidden])
          }),
        ),
      )
      expect(by).toEqual(of)
    },
  )

test('probabilities of what does not fit are refused as attention refuses it', () => {
  scope(() => {
    const [query, key] = [zeros([1, 2, hidden]), zeros([1, 5, hidden])]
    expect(() => attentionProbabilities(query, key, undefined, { heads: 4 })).toThrow(
      new ShapeError("attention: 4 heads don't divide a hidden size of 6"),
    )
    expect(() => attentionProbabilities(query, key, zeros([1, 4]), { heads })).toThrow(
      new ShapeError('attention: the mask has shape [1, 5], not [1, 4]'),
    )
    expect(() => attentionProbabilities(query, key, undefined, { heads, causal: true })).toThrow(
      'causal attention of 2 queries over 5 keys needs queryOffset',
    )
  })
})

const attend = (queries: number, keys: number, options: Partial<AttentionOptions>) => () =>
  scope(() => {
    const [query, key] = [zeros([1, queries, hidden]), zeros([1, keys, hidden])]
    return attention(query, key, key, undefined, { heads, ...options })
  })

describe('a causal mask', () => {
  test('over more keys than queries needs to be told where the queries stand', () => {
    expect(attend(2, 5, { causal: true })).toThrow(
      new ShapeError(
        'attention: causal attention of 2 queries over 5 keys needs queryOffset, the position of the first query among the keys: 3 where the queries are the last, 0 where they are the first',
      ),
    )
    for (const queryOffset of [0, 3]) disposeOf(attend(2, 5, { causal: true, queryOffset })())
  })

  test('over fewer keys than queries has no place for some', () => {
    for (const queryOffset of [undefined, 0, 1])
      expect(attend(5, 2, { causal: true, queryOffset })).toThrow(
        new ShapeError(
          'attention: causal attention needs a key for each query, but has 5 queries and 2 keys',
        ),
      )
  })

  test.each([-1, 0.5, 4, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32])(
    'has no place %s among the keys',
    (queryOffset) => {
      expect(attend(2, 5, { causal: true, queryOffset })).toThrow(
        new RangeError(
          `attention: queryOffset is ${queryOffset}, but must be a whole number in 0…3 for 2 queries and 5 keys`,
        ),
      )
    },
  )

  test('that is not asked for has no offset', () => {
    expect(attend(2, 5, { queryOffset: 3 })).toThrow(
      new RangeError('attention: queryOffset is 3, but only causal attention has one'),
    )
  })

  test('is as plain to its gradient', () => {
    const back = (attributes: { readonly causal: boolean; readonly queryOffset?: number }) => () =>
      scope(() => {
        const [query, key] = [zeros([1, 2, hidden]), zeros([1, 5, hidden])]
        const inputs = [query, query, key, key, query, zeros([1, heads, 2, 1])] as const
        interpret(ops.attentionGradient, inputs, { heads, scale: 1, dropout: undefined, ...attributes })
      })
    expect(back({ causal: true })).toThrow(
      'attentionGradient: causal attention of 2 queries over 5 keys needs',
    )
    expect(back({ causal: true, queryOffset: 4 })).toThrow('attentionGradient: queryOffset is 4')
    expect(back({ causal: true, queryOffset: 3 })).not.toThrow()
  })

  test('of sequences end to end is plain: each has a key for each query', () => {
    const y = scope(() => {
      const x = zeros([5, hidden])
      return packedAttention(x, x, x, { lengths: [2, 3], heads, causal: true })
    })
    expect(y.shape).toEqual([5, hidden])
    y.dispose()
  })
})
