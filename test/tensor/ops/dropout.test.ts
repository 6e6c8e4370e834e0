import {
  cpu,
  type Device,
  dropout,
  dropoutKey,
  full,
  reference,
  reshape,
  type Shape,
  scope,
  slice,
  type Values,
  zeros,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

interface Drawn {
  readonly seed?: number
  readonly step?: number
  readonly site?: string
  readonly firstExample?: number
  readonly device?: Device
}

/** For each cell of `shape`, 1 if it is dropped and 0 if not. */
async function dropped(
  shape: Shape,
  rate: number,
  { seed = 1, step = 0, site = 'here', firstExample = 0, device = cpu }: Drawn = {},
): Promise<number[]> {
  const key = dropoutKey(seed, step, site)
  const y = scope(() => dropout(full(shape, 1, { device }), { rate, key, firstExample }))
  const values = await y.data()
  y.dispose()
  return Array.from(values, (value) => Number(value === 0))
}

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0)

/** χ² of how many cells are dropped in groups that the rate should fill alike; one degree of freedom a group. */
function chiSquare(groups: readonly (readonly number[])[], rate: number): number {
  return sum(
    groups.map((group) => (sum(group) - rate * group.length) ** 2 / (rate * (1 - rate) * group.length)),
  )
}

/** So many standard deviations off its mean is a χ² of n degrees of freedom: √(2χ²) − √(2n − 1), Fisher 1928. */
const deviations = (chi: number, degrees: number) => Math.sqrt(2 * chi) - Math.sqrt(2 * degrees - 1)

/** The correlation of two masks, in standard deviations of that of independent ones. */
function correlation(a: readonly number[], b: readonly number[], rate: number): number {
  const products = a.map((x, i) => (x - rate) * ((b[i] ?? 0) - rate))
  return sum(products) / (rate * (1 - rate)) / Math.sqrt(products.length)
}

const split = (values: readonly number[], width: number) =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width))

describe.each([0.1, 0.5])('at a rate of %d', (rate) => {
  const shape = [8, 64, 128]

  test('rows, columns and examples each lose their share', async () => {
    const mask = await dropped(shape, rate)
    const rows = split(mask, 128)
    const columns = Array.from({ length: 128 }, (_, column) => rows.map((row) => row[column] ?? 0))
    for (const groups of [rows, columns, split(mask, 64 * 128), split(mask, 32)])
      expect(Math.abs(deviations(chiSquare(groups, rate), groups.length))).toBeLessThan(4)
  })

  test('neighbours, rows, examples, steps, sites and seeds are not correlated', async () => {
    const mask = await dropped(shape, rate)
    const others = [
      ...[1, 2, 3, 4, 64, 127, 128, 256, 64 * 128, 2 * 64 * 128].map((lag) => [
        ...mask.slice(lag),
        ...mask.slice(0, lag),
      ]),
      await dropped(shape, rate, { step: 1 }),
      await dropped(shape, rate, { site: 'there' }),
      await dropped(shape, rate, { seed: 2 }),
      await dropped(shape, rate, { firstExample: 8 }),
      await dropped(shape, rate, { firstExample: 4096 }),
    ]
    for (const other of others) expect(Math.abs(correlation(mask, other, rate))).toBeLessThan(4)
  })
})

test.prop([
  fc.record({
    batch: fc.integer({ min: 1, max: 5 }),
    between: fc.constantFrom([], [3]),
    length: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 7 }),
    at: fc.nat(4),
    firstExample: fc.nat(9000),
  }),
])(
  'neither padding nor the split of a batch changes a bit',
  async ({ batch, between, length, width, at, firstExample }) => {
    const key = dropoutKey(3, 4, 'layer 0')
    const start = Math.min(at, batch - 1)
    const leading = [batch, ...between]
    const [part, whole] = scope(() => {
      const padded = full([...leading, length + 2, width + 3], 1)
      const all = dropout(padded, { rate: 0.4, key, firstExample })
      const cut = full([batch - start, ...between, length, width], 1)
      return [
        dropout(cut, { rate: 0.4, key, firstExample: firstExample + start }),
        slice(all, [start], [batch, ...between, length, width]),
      ]
    })
    expect([...(await part.data())]).toEqual([...(await whole.data())])
    part.dispose()
    whole.dispose()
  },
)

test('both devices drop the same cells', async () => {
  expect(await dropped([2, 3, 40], 0.3, { device: cpu })).toEqual(
    await dropped([2, 3, 40], 0.3, { device: reference }),
  )
})

test('a rate of 0 gives the values themselves', async () => {
  const x = full([2, 2], 3)
  const y = dropout(x, { rate: 0, key: dropoutKey(1, 1, 'x') })
  expect([...(await y.data())]).toEqual([3, 3, 3, 3])
  x.dispose()
  y.dispose()
})

test('no keys are uploaded: examples are numbered on the device', () => {
  const uploaded: Values[] = []
  const device: Device = {
    ...reference,
    upload(values, buffer) {
      uploaded.push(values)
      ;(reference as Device).upload(values, buffer)
    },
  }
  scope(() => {
    const x = zeros([3, 2, 5, 7], { device })
    uploaded.length = 0
    dropout(x, { rate: 0.3, key: dropoutKey(1, 1, 'x'), firstExample: 9 })
  })
  const several = uploaded.filter((values) => values.length > 1)
  for (const values of several) expect(values).toEqual(Int32Array.from(values.keys()))
  expect(several.map((values) => values.length).sort()).toEqual([5, 6, 7])
})

test('a rate that is none, an axis too long, and too many examples are errors', () => {
  const key = dropoutKey(1, 1, 'x')
  scope(() => {
    expect(() => dropout(zeros([2]), { rate: 1, key })).toThrow('dropout: the rate is 1')
    expect(() => dropout(reshape(zeros([4097]), [1, 4097]), { rate: 0.1, key })).toThrow(
      'dropout: an axis of 4097 is longer than the 4096 that can be told apart',
    )
    for (const firstExample of [2 ** 23 - 1, -1, 0.3])
      expect(() => dropout(zeros([2, 2, 1, 1]), { rate: 0.1, key, firstExample })).toThrow(
        'that can be told apart',
      )
  })
})
