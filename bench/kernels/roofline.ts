/**
 * A roofline (Williams, Waterman & Patterson 2009) as SVG: each kernel's GFLOP/s by the operations that it does for a
 * byte, under what the machine can do at most. Kernels without arithmetic are not on it.
 */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { KernelReport } from './run.ts'

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
  const top = peak.gigaflopsPerSecond
  const x = decades([...points.map(({ intensity }) => intensity), 0.1, top / slow])
  const y = decades([...points.map(({ rate }) => rate), 1, top])
  const roof = (bandwidth: number, strokeDasharray: string) => {
    const start = Math.max(x[0], y[0] / bandwidth)
    const corners = [
      [start, start * bandwidth],
      [top / bandwidth, top],
      [x[1], top],
    ] as const
    const title = () => `${bandwidth.toFixed(1)} GB/s, ${top.toFixed(1)} GFLOP/s`
    return Plot.line(corners, { stroke: '#444', strokeWidth: 2, strokeDasharray, title })
  }
  const { document } = parseHTML('<html></html>')
  const svg = Plot.plot({
    document,
    width: 960,
    height: 600,
    marginTop: 70,
    marginLeft: 60,
    marginBottom: 45,
    style: { background: '#fff', fontFamily: 'sans-serif', fontSize: '13px' },
    x: {
      type: 'log',
      domain: x,
      grid: true,
      tickFormat: '~g',
      label: 'operations a byte (orange: bounded by arithmetic; blue: by memory)',
    },
    y: { type: 'log', domain: y, grid: true, tickFormat: '~g', label: 'GFLOP/s' },
    marks: [
      Plot.text(
        [
          `Roofline, ${threads} ${threads === 1 ? 'thread' : 'threads'}: ${top.toFixed(1)} GFLOP/s; copies of ${slow.toFixed(1)} GB/s in memory, ${fast.toFixed(1)} in cache (dashed)`,
        ],
        { frameAnchor: 'top-left', dy: -65, fontSize: 16 },
      ),
      roof(slow, 'none'),
      roof(fast, '6 4'),
      Plot.dot(points, {
        x: 'intensity',
        y: 'rate',
        r: 5,
        fill: ({ arithmetic }: Point) => (arithmetic ? '#c2410c' : '#1d4ed8'),
        fillOpacity: 0.7,
        title: 'label',
      }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg') // a file of its own needs it
  return `${svg.outerHTML}\n`
}

/** The powers of ten around the values. */
const decades = (values: readonly number[]): [number, number] => [
  10 ** Math.floor(Math.log10(Math.min(...values))),
  10 ** Math.ceil(Math.log10(Math.max(...values))),
]
