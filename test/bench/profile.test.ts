import {
  add,
  createCpu,
  disposeOf,
  elementwise,
  gelu,
  matmul,
  type Scalar,
  scope,
  tensor,
} from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { afterAll, describe, expect, test } from 'vitest'
import { flops, flopsOf } from '../../bench/profile/flops.ts'
import { profiled } from '../../bench/profile/profile.ts'
import { byName, OUTSIDE, profileRows, profileTable } from '../../bench/profile/table.ts'

const cpu = createCpu({ threads: 1 })
afterAll(() => cpu.dispose())

describe('a profiled device', () => {
  test('computes what the device computes, and tells each kernel by name and shapes', async () => {
    const { device, entries } = profiled(cpu)
    const x = tensor(new Float32Array(6).fill(2), { shape: [2, 3], device })
    const y = scope(() => add(matmul(x, x, { transposeB: true }), gelu(tensor([1], { device }))))
    expect([...(await y.data())].map((value) => Math.round(1000 * value))).toEqual(Array(4).fill(12841))
    disposeOf([x, y])
    const found = new Map(entries().map((entry) => [`${entry.name} ${entry.shapes}`, entry]))
    expect(found.get('matmul [2,3] [2,3]ᵀ')).toMatchObject({ calls: 1, flops: 24, bytes: 4 * 16 })
    expect(found.get('add [2,2]')).toMatchObject({ calls: 1, bytes: 4 * 9 })
    expect(found.get('gelu [1]')?.milliseconds).toBeGreaterThan(0)
  })

  test('counts the products of sequences that lie end to end as those of each by itself', () => {
    const [whole, rows] = [{ shape: [2, 5, 8] }, { shape: [10, 8] }]
    for (const [op, packed, count] of [
      [ops.attention, ops.packedAttention, 3],
      [ops.attentionGradient, ops.packedAttentionGradient, 4],
    ] as const)
      expect(flopsOf(packed, Array(count).fill(rows), { lengths: [5, 5] })).toBe(
        flopsOf(op, Array(count).fill(whole), undefined),
      )
  })

  test('knows the products of every fused kernel that has some', () => {
    const withProducts = [...(cpu.fused?.keys() ?? [])].filter(({ name }) => /attention|linear/i.test(name))
    expect(new Set(flops.keys())).toEqual(new Set(withProducts))
  })

  test('forgets at a start, and adds up calls on the same shapes', () => {
    const { device, entries, start } = profiled(cpu)
    const x = tensor([1, 2], { device })
    scope(() => void add(x, x))
    start()
    scope(() => void [add(x, x), add(x, x)])
    x.dispose()
    expect(entries()).toMatchObject([{ name: 'add', shapes: '[2]', calls: 2 }])
  })

  test('tells an expression that no op of the library has by its text', () => {
    const own = elementwise('own', (a: Scalar, b: Scalar) => a.mul(b).sub(a.max(0.25)))
    const { device, entries } = profiled(cpu)
    const x = tensor([1, 2], { device })
    scope(() => void own(x, x))
    x.dispose()
    expect(entries()[0]?.name).toBe('sub(mul(a, b), max(a, 0.25))')
  })
})

test('shares add up to the whole, with what was outside of kernels', () => {
  const entries = [
    { name: 'matmul', shapes: '[8,8] [8,8]', calls: 4, milliseconds: 30, flops: 3e9, bytes: 1e6 },
    { name: 'matmul', shapes: '[9,9] [9,9]', calls: 2, milliseconds: 10, flops: 1e9, bytes: 1e6 },
    { name: 'add', shapes: '[64]', calls: 2, milliseconds: 20, flops: 0, bytes: 4e8 },
  ]
  const peak = { threads: 1, gigaflopsPerSecond: 200, copy: () => 40 }
  const rows = profileRows(byName(entries), [0.05, 0.05], peak)
  expect(rows).toMatchObject([
    { name: 'matmul', callsPerStep: 3, millisecondsPerStep: 20, share: 0.4, rate: 100, peakShare: 0.5 },
    { name: OUTSIDE, millisecondsPerStep: 20, share: 0.4 },
    { name: 'add', callsPerStep: 1, share: 0.2, rate: 20, unit: 'GB/s', peakShare: 0.5 },
  ])
  const lines = profileTable(rows, 2)
  expect(lines[1]?.replaceAll(/ +/g, ' ').trim()).toBe('40.0 % 20.00 3 100.0 GFLOP/s 50.0 % matmul')
  expect(lines.at(-1)).toBe('20.0 % in 1 others')
})
