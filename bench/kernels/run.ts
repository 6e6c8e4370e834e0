/** Times kernels on one thread and on all, and holds them against what the machine can do. */
import { type CpuDevice, createCpu, scope } from '@cloze/tensor'
import { inTurns, median, type Patience, ratioOf, type Timing, timingOf } from '../measure.ts'
import type { KernelCase } from './case.ts'
import { measurePeak, type Peak, type Yardstick } from './peak.ts'

/** A kernel at a size, on so many threads. */
export interface KernelSpeed extends Timing {
  readonly threads: number
  /** GFLOP/s, or GB/s where memory bounds it. */
  readonly rate: number
  /** What the machine did beside it, in the same unit: multiplications and additions, or a copy of as many bytes. */
  readonly peak: number
  /** Of that, round by round. */
  readonly share: number
  /** How many times as fast as on the first count of threads. */
  readonly faster: number
}

export interface KernelResult extends Pick<KernelCase, 'name' | 'size' | 'bound' | 'flops' | 'bytes'> {
  /** On one thread, then on all where there are more. */
  readonly speeds: readonly KernelSpeed[]
}

export interface KernelOptions {
  readonly cases: readonly KernelCase[]
  /** They take turns; 1 and all where left out. */
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
  readonly peak: Peak
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
      const speeds = speedsOf(each, benches, patience)
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

/** The kernel and its peak on each count of threads, all of them in turns. */
function speedsOf(each: KernelCase, benches: readonly Bench[], patience: Patience): KernelSpeed[] {
  const work = each.bound === 'arithmetic' ? each.flops : each.bytes
  return withYardsticks(each, benches, (yardsticks) =>
    scope(() => {
      const kernels = benches.map(({ device }) => {
        const run = each.prepare(device)
        return () => scope(() => void run())
      })
      const rounds = inTurns([...kernels, ...yardsticks.map(({ run }) => run)], patience)
      const [own, peaks] = [rounds.slice(0, benches.length), rounds.slice(benches.length)]
      return benches.flatMap(({ device }, index) => {
        const [first, mine, peak, yardstick] = [own[0], own[index], peaks[index], yardsticks[index]]
        if (!first || !mine || !peak || !yardstick) return []
        const timing = timingOf(mine)
        return {
          ...timing,
          threads: device.threads,
          rate: work / timing.median / 1e6,
          peak: yardstick.work / median(peak.times) / 1e6,
          share: (work / yardstick.work) * ratioOf(peak, mine),
          faster: ratioOf(first, mine),
        }
      })
    }),
  )
}

/** What the kernel is held against, on each count of threads; its memory goes afterwards, whatever happens. */
function withYardsticks<Result>(
  { bound, bytes }: KernelCase,
  benches: readonly Bench[],
  use: (yardsticks: readonly Yardstick[]) => Result,
): Result {
  const made: Yardstick[] = []
  try {
    for (const { peak } of benches)
      made.push(bound === 'arithmetic' ? peak.arithmetic() : peak.copying(bytes))
    return use(made)
  } finally {
    for (const { dispose } of made) dispose()
  }
}
