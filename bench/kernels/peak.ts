/** What this machine can do at most, measured: multiplications and additions in registers alone, and a bare copy. */
import { loop, pointer, vectorLoop } from '../../packages/tensor/src/devices/cpu/assembler/control.ts'
import { kernel, type Run } from '../../packages/tensor/src/devices/cpu/assembler/kernel.ts'
import { local } from '../../packages/tensor/src/devices/cpu/assembler/values/local.ts'
import { i32 } from '../../packages/tensor/src/devices/cpu/assembler/values/scalars.ts'
import { f32x4, splat } from '../../packages/tensor/src/devices/cpu/assembler/values/vectors.ts'
import { Runtime } from '../../packages/tensor/src/devices/cpu/runtime/runtime.ts'
import { type Patience, timed } from '../measure.ts'

/** What a kernel is held against, round by round. */
export interface Yardstick {
  run(): void
  /** Operations, or bytes. */
  readonly work: number
  dispose(): void
}

export interface Peak {
  readonly threads: number
  readonly gigaflopsPerSecond: number
  /** Of a copy that reads and writes so many bytes altogether, GB/s. */
  copy(bytes: number): number
  arithmetic(): Yardstick
  /** A copy that reads and writes so many bytes altogether. */
  copying(bytes: number): Yardstick
  dispose(): void
}

const LANES = 4
const [ROWS, COLUMNS] = [4, 2]

/**
 * Adds row × column to each sum, `steps` times for each number in start … end: the registers and the instructions of the
 * matrix product's inner loop, without its loads. The columns change places at every other step, so that a round has
 * twice as many products as there are registers to keep them in: none can be computed ahead.
 */
const multiplyAdd = () =>
  kernel('multiplyAdd', { x: pointer, steps: i32, start: i32, end: i32 }, ({ x, steps, start, end }) => {
    const rows = Array.from({ length: ROWS }, () => local(f32x4))
    const [left, right] = [local(f32x4), local(f32x4)]
    const sums = rows.flatMap((row) => [
      { row, columns: [left, right], sum: local(f32x4) },
      { row, columns: [right, left], sum: local(f32x4) },
    ])
    return [
      rows.map((row, place) => row.set(splat(1 / (place + 1)))),
      [left.set(splat(0.25)), right.set(splat(-0.25))],
      loop(start, end, 1, () =>
        loop(0, steps, 2, () =>
          [0, 1].map((odd) =>
            sums.map(({ row, columns, sum }) => sum.set(sum.add(row.mul(columns[odd] ?? left)))),
          ),
        ),
      ),
      // Else nobody would need them. Each part stores at a cache line of its own.
      sums.map(({ sum }) => f32x4.store(x.at(start.shl(4)), sum)),
    ]
  })

/** to[i] = from[i] for start ≤ i < end. */
const copy = () =>
  kernel('copyOnly', { from: pointer, to: pointer, start: i32, end: i32 }, ({ from, to, start, end }) =>
    vectorLoop(start, end, (i) => to.store(i, from.load(i))),
  )

const [PARTS, STEPS] = [64, 5000]

/** A peak that was measured cold would be none, however little time there is. */
const warm = (patience: Patience): Patience => ({
  ...patience,
  mostWarmup: Math.max(400, patience.mostWarmup),
})

/** @param threads all of which work */
export function measurePeak(threads: number, patience: Patience): Peak {
  const runtime = new Runtime(threads)
  const { heap } = runtime
  const over = (run: Run, values: readonly number[], total: number, grain: number) => () =>
    runtime.share({ run, values: [...values, 0, total], range: values.length, total, grain, cost: 1e9 })

  const results = heap.take(PARTS * 64)
  const calculate = over(runtime.kernel('multiplyAdd', multiplyAdd), [results, STEPS], PARTS, 1)
  const operations = 2 * ROWS * COLUMNS * LANES * PARTS * STEPS
  const known = new Map<number, number>()

  function copying(bytes: number): Yardstick {
    const elements = Math.ceil(bytes / 8)
    const [from, to] = [heap.take(4 * elements), heap.take(4 * elements)]
    heap.floats.fill(1, from / 4, from / 4 + elements)
    return {
      run: over(runtime.kernel('copyOnly', copy), [from, to], elements, 1024),
      work: 8 * elements,
      dispose() {
        heap.give(from)
        heap.give(to)
      },
    }
  }

  return {
    threads: runtime.threads,
    gigaflopsPerSecond: operations / timed(calculate, warm(patience)).fastest / 1e6,
    copy(bytes) {
      const rate = known.get(bytes)
      if (rate !== undefined) return rate
      const { run, work, dispose } = copying(bytes)
      const found = work / timed(run, patience).fastest / 1e6
      dispose()
      known.set(bytes, found)
      return found
    },
    arithmetic: () => ({ run: calculate, work: operations, dispose() {} }),
    copying,
    dispose: () => runtime.dispose(),
  }
}
