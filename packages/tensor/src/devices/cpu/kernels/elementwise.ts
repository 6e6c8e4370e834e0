/** Elementwise kernels: one for each expression and way to read its inputs, for all shapes. */
import { DeviceError } from '../../../errors.ts'
import { type Scalar, topological } from '../../../scalar.ts'
import { broadcastStrides } from '../../../shape.ts'
import { collapse, offsetOf } from '../../axes.ts'
import type { Device, DType } from '../../device.ts'
import {
  IntPointer,
  intPointer,
  loop,
  Pointer,
  pointer,
  type Statements,
  type VectorIndex,
  vectorLoop,
} from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { type I32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4, i32x4 } from '../assembler/values/vectors.ts'
import { lower } from '../lowering.ts'
import type { Runtime } from '../runtime.ts'
import type { CpuSlot } from '../slot.ts'

/** How a kernel reads an input along a row: element after element, or one element for all of it. */
interface Reading {
  readonly along: 'row' | 'point'
  readonly dtype: DType
}

/** An input in a row that begins at `start`: what to do first, and its value at a column. */
function reader(
  { along, dtype }: Reading,
  start: I32,
): { before: Statements; at: (i: VectorIndex) => F32x4 } {
  if (along === 'point') {
    const value = local(f32x4)
    const loaded = dtype === 'int32' ? i32x4.loadSplat(start).toFloat() : f32x4.loadSplat(start)
    return { before: value.set(loaded), at: () => value }
  }
  const address = local(i32)
  const at =
    dtype === 'int32'
      ? (i: VectorIndex) => new IntPointer(address.emit).load(i).toFloat()
      : (i: VectorIndex) => new Pointer(address.emit).load(i)
  return { before: address.set(start), at }
}

/**
 * For each row r in startRow … endRow and column c in startColumn … endColumn:
 * output[r, c] = graph(inputs at r, c). `table` holds, for each input, its address and the bytes from row to row.
 */
const elementwiseKernel = (graph: Scalar, readings: readonly Reading[]) =>
  kernel(
    `elementwise${graph.id}`,
    {
      table: intPointer,
      output: pointer,
      columns: i32,
      startRow: i32,
      endRow: i32,
      startColumn: i32,
      endColumn: i32,
    },
    ({ table, output, columns, startRow, endRow, startColumn, endColumn }) =>
      loop(startRow, endRow, 1, (row) => {
        const target = local(i32)
        const inputs = readings.map((reading, place) =>
          reader(reading, table.load(2 * place).add(row.mul(table.load(2 * place + 1)))),
        )
        return [
          target.set(output.at(row.mul(columns))),
          inputs.map(({ before }) => before),
          vectorLoop(startColumn, endColumn, (i) => {
            const { before, value } = lower(
              graph,
              inputs.map(({ at }) => at(i)),
            )
            return [before, new Pointer(target.emit).store(i, value)]
          }),
        ]
      }),
  )

/** Threads write to different cache lines: 16 elements. */
const LINE = 16

/** The most inputs that an elementwise op can have. */
const MOST_INPUTS = 32

export function createElementwise(runtime: Runtime): Device<CpuSlot>['elementwise'] {
  const table = runtime.heap.take(MOST_INPUTS * 8)
  return (graph, inputs, output) => {
    if (output.slot.length === 0) return
    if (inputs.length > MOST_INPUTS)
      throw new DeviceError(`cpu: an elementwise op of ${inputs.length} inputs; it can have ${MOST_INPUTS}`)
    const { sizes, strides } = collapse(
      output.shape,
      inputs.map((input) => broadcastStrides(input.shape, output.shape)),
    )
    const [rows = 1, columns = 1] = [sizes.at(-2), sizes.at(-1)]
    const readings = inputs.map(({ slot }, place): Reading => {
      return { along: strides[place]?.at(-1) === 1 ? 'row' : 'point', dtype: slot.dtype }
    })
    const key = `elementwise ${graph.id} ${readings.map(({ along, dtype }) => `${along} ${dtype}`)}`
    const run = runtime.kernel(key, () => elementwiseKernel(graph, readings))

    const weight = Math.max(1, topological(graph).length / 8)
    const outer = sizes.slice(0, -2)
    const blocks = outer.reduce((product, size) => product * size, 1)
    const { integers } = runtime.heap
    for (let block = 0; block < blocks; block++) {
      inputs.forEach(({ slot }, place) => {
        const own = strides[place] ?? []
        integers[table / 4 + 2 * place] = slot.address + 4 * offsetOf(block, outer, own)
        integers[table / 4 + 2 * place + 1] = 4 * (own.at(-2) ?? 0)
      })
      const target = output.slot.address + 4 * block * rows * columns
      const values = [table, target, columns, 0, rows, 0, columns]
      const split =
        rows > columns ? { range: 3, total: rows, grain: 1 } : { range: 5, total: columns, grain: LINE }
      runtime.share({ run, values, ...split, cost: rows * columns * weight })
    }
  }
}
