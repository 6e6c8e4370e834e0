/** A profile for people: what takes longest, its share, and how near it is to what the machine can do. */
import type { Peak } from '../kernels/peak.ts'
import type { ProfileEntry } from './profile.ts'

export interface ProfileRow {
  readonly name: string
  readonly shapes: string
  readonly callsPerStep: number
  readonly millisecondsPerStep: number
  /** Of the whole step. */
  readonly share: number
  readonly rate: number
  readonly unit: 'GFLOP/s' | 'GB/s'
  /** Of the measured peak: of multiplications and additions, or of a copy of as many bytes. */
  readonly peakShare: number
}

/** One entry for all shapes of a kernel. */
export const byName = (entries: readonly ProfileEntry[]): ProfileEntry[] => [
  ...entries
    .reduce((found, { name, calls, milliseconds, flops, bytes }) => {
      const known = found.get(name)
      return found.set(name, {
        name,
        shapes: '',
        calls: calls + (known?.calls ?? 0),
        milliseconds: milliseconds + (known?.milliseconds ?? 0),
        flops: flops + (known?.flops ?? 0),
        bytes: bytes + (known?.bytes ?? 0),
      })
    }, new Map<string, ProfileEntry>())
    .values(),
]

/** The name of what no kernel did. */
export const OUTSIDE = 'outside of kernels'

/**
 * A row for each entry, and one for what the step took beyond them all.
 * @param seconds of the steps that were profiled
 */
export function profileRows(
  entries: readonly ProfileEntry[],
  seconds: readonly number[],
  peak: Pick<Peak, 'gigaflopsPerSecond' | 'copy'>,
): ProfileRow[] {
  const steps = seconds.length
  const whole = 1000 * seconds.reduce((total, each) => total + each, 0)
  const rows = entries.map(({ name, shapes, calls, milliseconds, flops, bytes }): ProfileRow => {
    const [amount, most] =
      flops > 0 ? [flops, peak.gigaflopsPerSecond] : [bytes, peak.copy(Math.max(8192, bytes / calls))]
    const rate = amount / milliseconds / 1e6
    return {
      name,
      shapes,
      callsPerStep: calls / steps,
      millisecondsPerStep: milliseconds / steps,
      share: milliseconds / whole,
      rate,
      unit: flops > 0 ? 'GFLOP/s' : 'GB/s',
      peakShare: rate / most,
    }
  })
  const rest = whole - entries.reduce((total, { milliseconds }) => total + milliseconds, 0)
  const outside = { name: OUTSIDE, shapes: '', callsPerStep: 0, rate: 0, unit: 'GB/s', peakShare: 0 } as const
  return [...rows, { ...outside, millisecondsPerStep: rest / steps, share: rest / whole }].sort(
    (a, b) => b.share - a.share,
  )
}

/** @param count of rows, at most; the others are one line */
export function profileTable(rows: readonly ProfileRow[], count: number): string[] {
  const others = rows.slice(count)
  const total = others.reduce((sum, { share }) => sum + share, 0)
  return [
    `${'share'.padStart(6)} ${'ms/step'.padStart(9)} ${'calls'.padStart(6)}  ${'rate'.padEnd(14)} ${'of peak'.padEnd(8)} kernel`,
    ...rows.slice(0, count).map(lineOf),
    ...(others.length > 0 ? [`${percent(total).padStart(6)} in ${others.length} others`] : []),
  ]
}

function lineOf(row: ProfileRow): string {
  const measured = row.name !== OUTSIDE
  const rate = measured ? `${row.rate.toFixed(1)} ${row.unit}` : ''
  const calls = measured ? row.callsPerStep.toFixed(row.callsPerStep % 1 ? 1 : 0) : ''
  const peak = measured ? percent(row.peakShare) : ''
  return `${percent(row.share).padStart(6)} ${row.millisecondsPerStep.toFixed(2).padStart(9)} ${calls.padStart(6)}  ${rate.padEnd(14)} ${peak.padEnd(8)} ${row.name} ${row.shapes}`.trimEnd()
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
