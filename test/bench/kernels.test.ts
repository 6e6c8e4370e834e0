import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCpu, liveTensors, scope } from '@cloze/tensor'
import { afterAll, describe, expect, test } from 'vitest'
import { families } from '../../bench/kernels/families/all.ts'
import { roofline } from '../../bench/kernels/roofline.ts'
import type { KernelReport, KernelResult } from '../../bench/kernels/run.ts'
import { lineOf } from '../../bench/kernels/table.ts'
import { bench } from './run.ts'

const device = createCpu({ threads: 1 })
afterAll(() => device.dispose())

describe('every kernel that is timed runs, and has an amount of work:', () => {
  for (const [family, cases] of families)
    test(family, () => {
      const before = liveTensors()
      const small = cases.filter(({ bytes, flops }) => bytes < 2 ** 26 && flops < 2 ** 32)
      expect(new Set(small.map(({ name }) => name))).toEqual(new Set(cases.map(({ name }) => name)))
      for (const { prepare, bytes, flops } of small) {
        scope(() => void prepare(device)())
        expect(bytes).toBeGreaterThan(0)
        expect(flops).toBeGreaterThanOrEqual(0)
      }
      expect(liveTensors()).toBe(before)
    })
})

const timing = { fastest: 0.9, median: 1, low: 0.95, high: 1.15, rounds: 9, calls: 1 }
const add: KernelResult = {
  name: 'add',
  size: '1000×1000',
  bound: 'memory',
  flops: 1e6,
  bytes: 12e6,
  speeds: [
    { ...timing, threads: 1, rate: 12, peak: 15, share: 0.8, faster: 1 },
    { ...timing, median: 0.5, threads: 2, rate: 24, peak: 27, share: 0.9, faster: 2 },
  ],
}
const report: KernelReport = {
  peaks: [1, 2].map((threads) => ({
    threads,
    gigaflopsPerSecond: 50 * threads,
    copies: [
      { bytes: 2 ** 17, gigabytesPerSecond: 50 * threads },
      { bytes: 2 ** 27, gigabytesPerSecond: 15 },
    ],
  })),
  kernels: [add, { ...add, name: 'slice & <transpose>', flops: 1 }, { ...add, name: 'transpose', flops: 0 }],
}

test('a line tells rate, share, spread, and how much faster all threads are', () => {
  expect(lineOf(add).replaceAll(/ +/g, ' ')).toBe(
    'add 1000×1000 12.0 GB/s 80 % ±10 % 24.0 GB/s 90 % ±20 % 2.00×',
  )
})

describe('the roofline', () => {
  test('has a point for each kernel that computes, whatever its name is', () => {
    const svg = roofline(report, 2)
    expect(svg.match(/<circle/g)).toHaveLength(2)
    expect(svg).toContain('<title>add 1000×1000: 2.0 GFLOP/s</title>')
    expect(svg).toContain('slice &amp; &lt;transpose&gt;')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('of threads that nothing was measured on is an error', () => {
    expect(() => roofline(report, 3)).toThrow('roofline: nothing was measured on 3 threads')
  })
})

test('--quick --json --svg times one family at its smallest sizes, and draws it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cloze-bench-'))
  try {
    const svg = join(folder, 'roofline.svg')
    const run = await bench('--quick', '--family', 'elementwise', '--threads', '2', '--json', '--svg', svg)
    expect(run).toMatchObject({ status: 0, stderr: '' })
    const { machine, peaks, kernels } = JSON.parse(run.stdout)
    expect(machine.node).toBe(process.version)
    expect(peaks.map((peak: { threads: number }) => peak.threads)).toEqual([1, 2])
    expect(kernels.map(({ name }: KernelResult) => name)).toEqual(['add', 'mul', 'gelu', 'dropout'])
    for (const { speeds } of kernels as KernelResult[]) expect(speeds[0]?.faster).toBe(1)
    for (const { speeds } of kernels as KernelResult[])
      for (const speed of speeds) {
        expect(speed.rate).toBeGreaterThan(0)
        expect(speed.share).toBeGreaterThan(0)
        expect(speed.peak).toBeGreaterThan(0)
        expect(speed.faster).toBeGreaterThan(0)
        expect(speed.low).toBeLessThanOrEqual(speed.median)
        expect(speed.median).toBeLessThanOrEqual(speed.high)
      }
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s)
  } finally {
    await rm(folder, { recursive: true })
  }
})
