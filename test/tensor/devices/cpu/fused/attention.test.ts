import {
  attention,
  cpu,
  type Device,
  dropoutKey,
  interpret,
  reference,
  scope,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { expect } from 'vitest'

const drawn = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed))

/** More queries than are taken at a time, keys and columns that fill no panel. */
const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  heads: fc.integer({ min: 1, max: 3 }),
  queries: fc.constantFrom(1, 31, 32, 33, 67),
  keys: fc.constantFrom(1, 7, 8, 40, 67, 99),
  size: fc.constantFrom(1, 6, 8, 13, 16),
  masked: fc.boolean(),
  causal: fc.boolean(),
  /** Where the queries stand among the keys, from the first place to the last. */
  index: fc.constantFrom(0, 0.4, 1),
  rate: fc.constantFrom(0, 0.3),
  firstExample: fc.nat(5),
})

test.prop([sizes], { numRuns: 40 })(
  'attention and its gradient are those of plain loops, whatever the sizes, the same cells dropped',
  async ({ batch, heads, queries, keys, size, masked, causal, index, rate, firstExample }) => {
    const hidden = heads * size
    const key = dropoutKey(1, 2, 'here')
    const attributes = {
      heads,
      ...(causal && queries <= keys
        ? { causal, queryOffset: Math.floor(index * (keys - queries)) }
        : { causal: false }),
      scale: 0.7,
      dropout: rate > 0 ? { rate, key, firstExample } : undefined,
    }
    const run = (device: Device) =>
      scope(() => {
        const of = (rows: number, seed: number) =>
          tensor(drawn(batch * rows * hidden, seed), { shape: [batch, rows, hidden], device })
        const [q, k, v, g] = [of(queries, 1), of(keys, 2), of(keys, 3), of(queries, 4)]
        const mask = tensor(
          Int32Array.from({ length: batch * keys }, (_, i) => (i < keys ? 0 : i % 3 === 0 ? 0 : 1)),
          { shape: [batch, keys], device },
        )
        const seen = masked ? mask : undefined
        const outputs = interpret(ops.attention, [q, k, v, seen], attributes)
        const gradients = interpret(ops.attentionGradient, [g, q, k, v, ...outputs, seen], attributes)
        return [...outputs, ...gradients]
      })
    const [found, right] = [run(cpu), run(reference)]
    for (const [index, wanted] of right.entries()) {
      const [ours, theirs] = [await (found[index] as Tensor).data(), [...(await wanted.data())]]
      const scale = Math.max(1, ...theirs.map(Math.abs).filter((x) => x < 1e29))
      const worst = theirs.reduce((most, x, i) => {
        const off = Math.abs(x - (ours[i] ?? Number.NaN))
        return Math.max(most, Math.abs(x) > 1e29 ? off / 1e30 : off)
      }, 0)
      expect(worst).toBeLessThan(2e-5 * scale)
    }
    for (const each of [...found, ...right]) each.dispose()
  },
)

test('without scores that are written out, attention takes memory that does not grow with their number', () => {
  const [batch, length, hidden] = [4, 512, 64]
  const x = tensor(drawn(batch * length * hidden, 1), { shape: [batch, length, hidden] })
  const before = cpu.memory().live
  const top = cpu.memory().top
  const y = scope(() => attention(x, x, x, undefined, { heads: 4 }))
  expect(cpu.memory().live - before).toBeLessThan(4 * batch * length * (hidden + 16))
  expect(cpu.memory().top - top).toBeLessThan(4 * 2 ** 20) // the scores would be 16 MiB
  for (const each of [x, y]) each.dispose()
})
