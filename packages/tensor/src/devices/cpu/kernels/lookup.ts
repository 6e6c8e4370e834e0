/** Rows looked up by number, and added up by number. */
import type { Device, View } from '../../../device/device.ts'
import { intPointer, loop, pointer, vectorLoop } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { i32 } from '../assembler/values/scalars.ts'
import { f32x4 } from '../assembler/values/vectors.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { clear } from './clear.ts'

/** output[i] = table[ids[i]] for start ≤ i < end, rows of `width` elements. */
const gatherKernel = () =>
  kernel(
    'gather',
    { output: i32, table: i32, ids: intPointer, width: i32, start: i32, end: i32 },
    ({ output, table, ids, width, start, end }) => {
      const to = local(i32)
      const from = local(i32)
      const vectors = local(i32)
      return [
        vectors.set(width.and(-4)),
        loop(start, end, 1, (i) => [
          to.set(output.add(i.mul(width).shl(2))),
          from.set(table.add(ids.load(i).mul(width).shl(2))),
          loop(0, vectors, 4, (c) => f32x4.store(to.add(c.shl(2)), f32x4.load(from.add(c.shl(2))))),
          loop(vectors, width, 1, (c) => i32.store(to.add(c.shl(2)), i32.load(from.add(c.shl(2))))),
        ]),
      ]
    },
  )

export function createGather(runtime: Runtime): Device<CpuBuffer>['gather'] {
  return (table, ids, output) => {
    if (output.length === 0) return
    const width = rowWidth(table)
    runtime.share({
      run: runtime.kernel('gather', gatherKernel),
      values: [output.address, table.buffer.address, ids.address, width, 0, ids.length],
      range: 4,
      total: ids.length,
      grain: 1,
      cost: ids.length * width,
    })
  }
}

/** output[ids[i]] += rows[i] for each i in order, in the columns start … end. */
const scatterAddKernel = () =>
  kernel(
    'scatterAdd',
    { output: pointer, rows: pointer, ids: intPointer, width: i32, count: i32, start: i32, end: i32 },
    ({ output, rows, ids, width, count, start, end }) => {
      const to = local(pointer)
      const from = local(pointer)
      return loop(0, count, 1, (i) => [
        to.set(output.at(ids.load(i).mul(width))),
        from.set(rows.at(i.mul(width))),
        vectorLoop(start, end, (c) => to.store(c, to.load(c).add(from.load(c)))),
      ])
    },
  )

export function createScatterAdd(runtime: Runtime): Device<CpuBuffer>['scatterAdd'] {
  return (rows, ids, output) => {
    clear(runtime, output.buffer)
    const width = rowWidth(output)
    if (rows.length === 0 || width === 0) return
    runtime.share({
      run: runtime.kernel('scatterAdd', scatterAddKernel),
      values: [output.buffer.address, rows.address, ids.address, width, ids.length, 0, width],
      range: 5,
      total: width,
      grain: 16,
      cost: ids.length * width,
    })
  }
}

const rowWidth = ({ shape }: View): number => shape.slice(1).reduce((product, size) => product * size, 1)
