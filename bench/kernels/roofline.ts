/**
 * A roofline (Williams, Waterman & Patterson 2009) as SVG: each kernel's GFLOP/s by the operations that it does for a
 * byte, under what the machine can do at most. Kernels without arithmetic are not on it.
 */
import type { KernelReport } from './run.ts'

const [WIDTH, HEIGHT] = [960, 600]
const EDGE = { left: 70, right: 20, top: 40, bottom: 60 }

interface Point {
  readonly label: string
  readonly intensity: number
  readonly rate: number
  readonly arithmetic: boolean
}

/** @param threads whose speeds are drawn */
export function roofline({ peaks, kernels }: KernelReport, threads: number): string {
  const peak = peaks.find((each) => each.threads === threads)
  if (!peak) throw new RangeError(`roofline: nothing was measured on ${threads} threads`)
  const points = kernels.flatMap(({ name, size, bound, flops, bytes, speeds }): Point[] => {
    const speed = speeds.find((each) => each.threads === threads)
    if (!speed || flops === 0) return []
    return [
      {
        label: `${name} ${size}: ${(flops / speed.median / 1e6).toFixed(1)} GFLOP/s`,
        intensity: flops / bytes,
        rate: flops / speed.median / 1e6,
        arithmetic: bound === 'arithmetic',
      },
    ]
  })
  const slopes = peak.copies.map(({ gigabytesPerSecond }) => gigabytesPerSecond)
  const [slow, fast] = [Math.min(...slopes), Math.max(...slopes)]
  const xs = [...points.map(({ intensity }) => intensity), 0.1, peak.gigaflopsPerSecond / slow]
  const ys = [...points.map(({ rate }) => rate), 1, peak.gigaflopsPerSecond]
  const [left, right] = decades(xs)
  const [bottom, top] = decades(ys)
  const x = (value: number) =>
    EDGE.left + ((Math.log10(value) - left) / (right - left)) * (WIDTH - EDGE.left - EDGE.right)
  const y = (value: number) =>
    HEIGHT - EDGE.bottom - ((Math.log10(value) - bottom) / (top - bottom)) * (HEIGHT - EDGE.top - EDGE.bottom)

  const roof = (bandwidth: number, dashed: boolean) => {
    const ridge = peak.gigaflopsPerSecond / bandwidth
    const start = Math.max(10 ** left, 10 ** bottom / bandwidth)
    const corners = [
      [start, start * bandwidth],
      [ridge, peak.gigaflopsPerSecond],
      [10 ** right, peak.gigaflopsPerSecond],
    ] as const
    const path = corners.map(([at, rate]) => `${round(x(at))},${round(y(rate))}`).join(' ')
    return `<polyline points="${path}" fill="none" stroke="#444" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}><title>${bandwidth.toFixed(1)} GB/s, ${peak.gigaflopsPerSecond.toFixed(1)} GFLOP/s</title></polyline>`
  }
  const ticks = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${EDGE.left}" y="24" font-size="16">Roofline, ${threads} ${threads === 1 ? 'thread' : 'threads'}: ${peak.gigaflopsPerSecond.toFixed(1)} GFLOP/s; copies of ${slow.toFixed(1)} GB/s in memory, ${fast.toFixed(1)} in cache (dashed)</text>`,
    ...ticks(left, right).map(
      (tick) =>
        `<line x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${EDGE.top}" y2="${HEIGHT - EDGE.bottom}" stroke="#ddd"/><text x="${round(x(tick))}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle">${tick}</text>`,
    ),
    ...ticks(bottom, top).map(
      (tick) =>
        `<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="#ddd"/><text x="${EDGE.left - 8}" y="${round(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
    ),
    roof(slow, false),
    roof(fast, true),
    ...points.map(
      ({ label, intensity, rate, arithmetic }) =>
        `<circle cx="${round(x(intensity))}" cy="${round(y(rate))}" r="5" fill="${arithmetic ? '#c2410c' : '#1d4ed8'}" fill-opacity="0.7"><title>${escaped(label)}</title></circle>`,
    ),
    `<text x="${WIDTH / 2}" y="${HEIGHT - 16}" text-anchor="middle">operations a byte (orange: bounded by arithmetic; blue: by memory)</text>`,
    `<text transform="translate(18 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">GFLOP/s</text>`,
    '</svg>\n',
  ].join('\n')
}

const round = (value: number): number => Math.round(10 * value) / 10

/** The powers of ten around the values. */
const decades = (values: readonly number[]): [number, number] => [
  Math.floor(Math.log10(Math.min(...values))),
  Math.ceil(Math.log10(Math.max(...values))),
]

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
