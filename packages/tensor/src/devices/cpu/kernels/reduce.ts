/** Sums and maxima over any axes. The order of every sum depends on the shape alone. */
import type { Device } from '../../../device/device.ts'
import { lastStep, type Run, runsOf, type Step } from '../../../device/runs.ts'
import {
  loop,
  Pointer,
  pointer,
  type Statements,
  type VectorIndex,
  vectorLoop,
} from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { type F32, f32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4 } from '../assembler/values/vectors.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { folded, type Kind } from './folded.ts'

const neutral: Record<Kind, number> = { sum: 0, max: Number.NEGATIVE_INFINITY }

const joined = (kind: Kind, a: F32x4, b: F32x4): F32x4 => (kind === 'sum' ? a.add(b) : a.max(b))

/** How many vectors are reduced side by side along a row, so that one addition need not wait for the last. */
const SIDE_BY_SIDE = 4

/** So many elements of a row are added up by themselves, and their sum to the total: rounding errors stay small. */
const BLOCK = 4096

/**
 * output[r] = the reduction of row r of `width` elements, for start ≤ r < end. In a block, each of 16 lanes takes every
 * sixteenth element; what is left over at the row's end is reduced by itself, one by one, and joined last.
 */
const rowsKernel = (kind: Kind) =>
  kernel(
    'rows',
    { output: pointer, input: pointer, width: i32, start: i32, end: i32 },
    ({ output, input, width, start, end }) => {
      const lanes = [local(f32x4), local(f32x4), local(f32x4), local(f32x4)] as const
      const [first, second, third, fourth] = lanes
      const row = local(pointer)
      const total = local(f32)
      const rest = local(f32)
      const whole = local(i32)
      const blockEnd = local(i32)
      const into = (sum: F32, value: F32) => (kind === 'sum' ? sum.add(value) : sum.max(value))
      return loop(start, end, 1, (r) => [
        row.set(input.at(r.mul(width))),
        whole.set(width.and(-4 * SIDE_BY_SIDE)),
        total.set(f32.constant(neutral[kind])),
        loop(0, whole, BLOCK, (block) => [
          blockEnd.set(block.add(BLOCK).min(whole)),
          lanes.map((lane) => lane.set(f32x4.constant(neutral[kind]))),
          loop(block, blockEnd, 4 * SIDE_BY_SIDE, (c) =>
            lanes.map((lane, index) => lane.set(joined(kind, lane, f32x4.load(row.at(c), 16 * index)))),
          ),
          first.set(joined(kind, joined(kind, first, second), joined(kind, third, fourth))),
          total.set(into(total, folded(kind, first))),
        ]),
        rest.set(f32.constant(neutral[kind])),
        loop(whole, width, 1, (c) => rest.set(into(rest, row.load(c)))),
        output.store(r, into(total, rest)),
      ])
    },
  )

/**
 * output[c] = the reduction of column c of `rows` rows of `width` elements, for the columns start … end: row after row,
 * in blocks of 64 whose sums are then added up, so that rounding errors stay small.
 */
const columnsKernel = (kind: Kind) =>
  kernel(
    'columns',
    { output: pointer, input: pointer, rows: i32, width: i32, start: i32, end: i32 },
    ({ output, input, rows, width, start, end }) => {
      const total = local(f32x4)
      const part = local(f32x4)
      const last = local(i32)
      return vectorLoop(
        start,
        end,
        (c: VectorIndex): Statements => [
          total.set(f32x4.constant(neutral[kind])),
          loop(0, rows, 64, (block) => [
            part.set(f32x4.constant(neutral[kind])),
            last.set(block.add(64).min(rows)),
            loop(block, last, 1, (r) =>
              part.set(joined(kind, part, new Pointer(input.at(r.mul(width)).emit).load(c))),
            ),
            total.set(joined(kind, total, part)),
          ]),
          output.store(c, total),
        ],
      )
    },
  )

export function createReduce(runtime: Runtime): Device<CpuBuffer>['reduce'] {
  const rows = (kind: Kind, to: number, from: number, size: number, count: number): void =>
    runtime.share({
      run: runtime.kernel(`rows ${kind}`, () => rowsKernel(kind)),
      values: [to, from, size, 0, count],
      range: 3,
      total: count,
      grain: 1,
      cost: size * count,
    })
  const columns = (kind: Kind, to: number, from: number, size: number, width: number): void =>
    runtime.share({
      run: runtime.kernel(`columns ${kind}`, () => columnsKernel(kind)),
      values: [to, from, size, width, 0, width],
      range: 4,
      total: width,
      grain: 16,
      cost: size * width,
    })

  function take(kind: Kind, address: number, { before, size, after }: Step, to: number): void {
    if (after === 1) rows(kind, to, address, size, before)
    else
      for (let block = 0; block < before; block++)
        columns(kind, to + 4 * block * after, address + 4 * block * size * after, size, after)
  }

  /** The last reduced run goes first, and what is left again, until nothing is. */
  function reduce(kind: Kind, address: number, runs: readonly Run[], target: number): void {
    const step = lastStep(runs)
    if (!step.left.some((run) => run.reduced)) take(kind, address, step, target)
    else
      runtime.scratch(4 * step.before * step.after, (partial) => {
        take(kind, address, step, partial)
        reduce(kind, partial, step.left, target)
      })
  }

  return (kind, input, axes, output) => {
    if (output.length === 0) return
    if (input.buffer.length === 0)
      runtime.heap.floats.fill(neutral[kind], output.address / 4, output.address / 4 + output.length)
    else reduce(kind, input.buffer.address, runsOf(input.shape, axes), output.address)
  }
}
