/** The kernels' speeds, for people: a line a kernel, as it comes. */
import type { KernelReport, KernelResult, KernelSpeed } from './run.ts'

export const header = (threads: readonly number[]): string =>
  `${'kernel'.padEnd(32)} ${'size'.padEnd(18)}${threads.map((count) => `  ${`${count} ${count === 1 ? 'thread' : 'threads'}: rate, share of the peak, spread`.padEnd(WIDTH)}`).join('')}`

export function lineOf({ name, size, bound, speeds }: KernelResult): string {
  const unit = bound === 'arithmetic' ? 'GFLOP/s' : 'GB/s   '
  const faster = speeds.length > 1 ? `  ${speeds.at(-1)?.faster.toFixed(2)}×` : ''
  return `${name.padEnd(32)} ${size.padEnd(18)}${speeds.map((speed) => `  ${cellOf(speed, unit).padEnd(WIDTH)}`).join('')}${faster}`
}

const WIDTH = 46

const cellOf = ({ rate, share, median, low, high }: KernelSpeed, unit: string): string =>
  `${rate.toFixed(1).padStart(7)} ${unit} ${percent(share).padStart(5)}  ±${percent((high - low) / 2 / median)}`

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** What the machine can do at most: the fastest round before any kernel. Shares are of what it did beside each. */
export const peakLines = ({ peaks }: Pick<KernelReport, 'peaks'>): string[] =>
  peaks.map(
    ({ threads, gigaflopsPerSecond, copies }) =>
      `${threads} ${threads === 1 ? 'thread' : 'threads'}: at most ${gigaflopsPerSecond.toFixed(1)} GFLOP/s in registers; copies of ${copies
        .map(({ bytes, gigabytesPerSecond }) => `${bytes / 2 ** 20} MiB ${gigabytesPerSecond.toFixed(1)}`)
        .join(', ')} GB/s`,
  )
