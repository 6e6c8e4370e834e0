/** attention's row of the derivative table against its definition, which the tape follows where the graph is kept. */
import { gradients, parameter } from '@cloze/autograd'
import {
  type AttentionOptions,
  attention,
  type Device,
  dropoutKey,
  mul,
  reference,
  scope,
  sum,
  tensor,
} from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../../host-devices.ts'
import { swept } from '../../swept.ts'
import { values } from '../on-reference.ts'

swept()

const [batch, length, hidden] = [2, 3, 4]
const shape = [batch, length, hidden]
const drawn = (seed: number) =>
  Float64Array.from({ length: batch * length * hidden }, (_, i) => Math.sin(7 * i + seed))
/** The second sequence sees nothing. */
const seen = Int32Array.of(1, 0, 1, 0, 0, 0)

interface Asked {
  readonly device?: Device
  readonly createGraph?: boolean
  readonly masked?: boolean
}

/** What flows to query, key and value. */
function flows(
  options: AttentionOptions,
  { device = reference, createGraph = false, masked = true }: Asked = {},
): Promise<number[][]> {
  const [query, key, value] = [1, 2, 3].map((seed) => parameter(tensor(drawn(seed), { shape, device })))
  if (!query || !key || !value) throw new Error('three were made')
  const mask = masked ? tensor(seen, { shape: [batch, length], device }) : undefined
  const loss = scope(() =>
    sum(mul(attention(query, key, value, mask, options), tensor(drawn(4), { shape, device }))),
  )
  const wanted = [query, key, value]
  return createGraph
    ? values(...gradients(loss, wanted, { createGraph: true }))
    : values(...gradients(loss, wanted))
}

test('the tape keeps attention as one op, not its weights', () => {
  const x = parameter(tensor(drawn(1), { shape, device: reference }))
  const y = scope(() => attention(x, x, x, undefined, { heads: 2 }))
  expect(y.node?.op).toBe(ops.attention)
})

const dropout = { rate: 0.4, key: dropoutKey(1, 2, 'here'), firstExample: 3 }

describe.each([false, true])('with a mask: %s', (masked) => {
  test.each([
    ['alone', { heads: 2 }],
    ['causal', { heads: 2, causal: true }],
    ['of another scale', { heads: 1, scale: 1.3 }],
    ['with dropout', { heads: 2, dropout }],
    ['causal with dropout', { heads: 4, causal: true, dropout }],
  ] as const)('what flows back is the same by the row and by the definition: %s', async (_, options) => {
    const [row, definition] = await Promise.all([
      flows(options, { masked }),
      flows(options, { masked, createGraph: true }),
    ])
    expect(row.flat().some((value) => value !== 0)).toBe(true)
    row.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(definition.flat()[i] ?? Number.NaN, 12)
    })
  })
})

describe.each(hostDevices)('a query that sees nothing, on $name', (device) => {
  const of = (all: readonly number[] | undefined, sequence: number) =>
    all?.slice(sequence * length * hidden, (sequence + 1) * length * hidden) ?? []

  test('passes nothing to queries and keys, and the same to each value', async () => {
    const [dQuery, dKey, dValue] = await flows({ heads: 2 }, { device })
    expect([...of(dQuery, 1), ...of(dKey, 1)].map(Math.abs)).toEqual(new Array(2 * length * hidden).fill(0))
    const g = [...drawn(4)]
    of(dValue, 1).forEach((flow, i) => {
      const column = of(g, 1).filter((_, at) => at % hidden === i % hidden)
      expect(flow).toBeCloseTo(column.reduce((total, each) => total + each, 0) / length, 5)
    })
  })

  test('passes nothing to what it may not see', async () => {
    const [, dKey, dValue] = await flows({ heads: 2 }, { device })
    const hiddenKey = (all: readonly number[] | undefined) => of(all, 0).slice(hidden, 2 * hidden)
    expect([...hiddenKey(dKey), ...hiddenKey(dValue)].map(Math.abs)).toEqual(new Array(2 * hidden).fill(0))
  })
})
