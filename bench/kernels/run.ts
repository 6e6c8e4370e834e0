/** Times kernels on one thread and on all, and holds them against what the machine can do. */
import { type CpuDevice, createCpu, scope } from '@cloze/tensor'
import { type Patience, type Timing, timed } from '../measure.ts'
import type { KernelCase } from './case.ts'
import { measurePeak, type Peak } from './peak.ts'

/** A kernel at a size, on so many threads. */
export interface KernelSpeed extends Timing {
  readonly threads: number
  /** GFLOP/s, or GB/s where memory bounds it. */
  readonly rate: number
  /** Of the measured peak: of multiplications and additions, or of a copy of as many bytes. */
  readonly share: number
}

export interface KernelResult extends Pick<KernelCase, 'name' | 'size' | 'bound' | 'flops' | 'bytes'> {
  /** On one thread, then on all where there are more. */
  readonly speeds: readonly KernelSpeed[]
}

export interface KernelOptions {
  readonly cases: readonly KernelCase[]
  /** Each is measured by itself; 1 and all where left out. */
  readonly threads?: readonly number[]
  readonly patience: Patience
  readonly onResult?: (result: KernelResult) => void
}

export interface KernelReport {
  readonly peaks: readonly {
    readonly threads: number
    readonly gigaflopsPerSecond: number
    /** Of copies by the bytes that they move, in GB/s. */
    readonly copies: readonly { readonly bytes: number; readonly gigabytesPerSecond: number }[]
  }[]
  readonly kernels: readonly KernelResult[]
}

/** What is timed in one go: a device, and what a machine with as many threads can do. */
interface Bench {
  readonly device: CpuDevice
  readonly peak: Peak & { dispose(): void }
}

/** So many bytes fit no cache, and so many the second-level cache. */
const COPIES = [2 ** 17, 2 ** 20, 2 ** 25, 2 ** 27]

export function benchKernels({ cases, threads, patience, onResult }: KernelOptions): KernelReport {
  const benches = devicesOf(threads).map((device): Bench => {
    return { device, peak: measurePeak(device.threads, patience) }
  })
  try {
    const peaks = benches.map(({ peak }) => ({
      threads: peak.threads,
      gigaflopsPerSecond: peak.gigaflopsPerSecond,
      copies: COPIES.map((bytes) => ({ bytes, gigabytesPerSecond: peak.copy(bytes) })),
    }))
    const kernels = cases.map((each) => {
      const { name, size, bound, flops, bytes } = each
      const speeds = benches.map((bench) => speedOf(each, bench, patience))
      const result = { name, size, bound, flops, bytes, speeds }
      onResult?.(result)
      return result
    })
    return { peaks, kernels }
  } finally {
    for (const { device, peak } of benches) {
      peak.dispose()
      device.dispose()
    }
  }
}

function devicesOf(threads: readonly number[] | undefined): CpuDevice[] {
  if (threads) return threads.map((count) => createCpu({ threads: count }))
  const all = createCpu()
  return all.threads > 1 ? [createCpu({ threads: 1 }), all] : [all]
}

function speedOf(each: KernelCase, { device, peak }: Bench, patience: Patience): KernelSpeed {
  return scope(() => {
    const run = each.prepare(device)
    const timing = timed(() => scope(() => void run()), patience)
    const ofArithmetic = each.bound === 'arithmetic'
    const rate = (ofArithmetic ? each.flops : each.bytes) / timing.median / 1e6
    const most = ofArithmetic ? peak.gigaflopsPerSecond : peak.copy(each.bytes)
    return { ...timing, threads: device.threads, rate, share: rate / most }
  })
}
