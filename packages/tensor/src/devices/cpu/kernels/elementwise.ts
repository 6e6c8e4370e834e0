/** Elementwise kernels: one for each expression and way to read its inputs, for all shapes. */

import { collapse, offsetOf } from '../../../device/axes.ts'
import type { Device, DType, Shape, View } from '../../../device/device.ts'
import { DeviceError } from '../../../errors.ts'
import { topological } from '../../../scalar/graph.ts'
import type { Scalar } from '../../../scalar/scalar.ts'
import { broadcastStrides, sameShape, sizeOf } from '../../../tensor/shape.ts'
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
import { kernel, type Run } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { type I32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4, i32x4 } from '../assembler/values/vectors.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import { lower } from '../runtime/lowering.ts'
import type { Runtime } from '../runtime/runtime.ts'

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
 * For each row r in startRow … endRow and column c in startColumn … endColumn, and each graph:
 * its output[r, c] = graph(inputs at r, c). `table` holds, for each input, its address and the bytes from row to row,
 * then the address of each output. Numbers become whole where 'wholes' says so of an output.
 */
const elementwiseKernel = (
  graphs: readonly Scalar[],
  readings: readonly Reading[],
  wholes: readonly boolean[],
) =>
  kernel(
    `elementwise${graphs.map((graph) => graph.id).join('_')}`,
    {
      table: intPointer,
      columns: i32,
      startRow: i32,
      endRow: i32,
      startColumn: i32,
      endColumn: i32,
    },
    ({ table, columns, startRow, endRow, startColumn, endColumn }) =>
      loop(startRow, endRow, 1, (row) => {
        const inputs = readings.map((reading, index) =>
          reader(reading, table.load(2 * index).add(row.mul(table.load(2 * index + 1)))),
        )
        const targets = graphs.map(() => local(pointer))
        return [
          targets.map((target, index) =>
            target.set(new Pointer(table.load(2 * readings.length + index).emit).at(row.mul(columns))),
          ),
          inputs.map(({ before }) => before),
          vectorLoop(startColumn, endColumn, (i) => {
            const { before, values } = lower(
              graphs,
              inputs.map(({ at }) => at(i)),
            )
            return [
              before,
              targets.map((target, index) => {
                const value = values[index] ?? f32x4.constant(Number.NaN)
                return target.store(i, wholes[index] ? value.truncate().asFloat() : value)
              }),
            ]
          }),
        ]
      }),
  )

/** Threads write to different cache lines: 16 elements. */
const LINE = 16

/** The most inputs that an elementwise op can have, and the most graphs that read them in one kernel. */
const MOST_INPUTS = 32
const MOST_OUTPUTS = 4

/** The axes that a kernel walks along; one where each input is as large as the output, or one element. */
function walkOf(shape: Shape, inputs: readonly View<CpuBuffer>[]): ReturnType<typeof collapse> {
  if (inputs.every((input) => input.buffer.length === 1 || sameShape(input.shape, shape))) {
    const size = sizeOf(shape)
    return { sizes: [size], strides: inputs.map(({ buffer }) => [buffer.length === 1 && size > 1 ? 0 : 1]) }
  }
  return collapse(
    shape,
    inputs.map((input) => broadcastStrides(input.shape, shape)),
  )
}

/** Applies graphs to the same inputs, broadcast to `shape`, in one sweep: a graph fills the output of its index. */
export type ElementwiseAll = (
  graphs: readonly Scalar[],
  inputs: readonly View<CpuBuffer>[],
  outputs: readonly CpuBuffer[],
  shape: Shape,
) => void

/** A kernel, and what an element costs in it. */
interface Written {
  readonly run: Run
  readonly weight: number
}

export function createElementwiseAll(runtime: Runtime): ElementwiseAll {
  const table = runtime.heap.take(4 * (2 * MOST_INPUTS + MOST_OUTPUTS))
  const written = new Map<number | string, Written>()

  function writtenFor(
    graphs: readonly Scalar[],
    inputs: readonly View<CpuBuffer>[],
    outputs: readonly CpuBuffer[],
    strides: readonly (readonly number[])[],
  ): Written {
    let code = 1
    inputs.forEach(({ buffer }, index) => {
      code = 4 * code + (strides[index]?.at(-1) === 1 ? 2 : 0) + (buffer.dtype === 'int32' ? 1 : 0)
    })
    for (const { dtype } of outputs) code = 2 * code + (dtype === 'int32' ? 1 : 0)
    const [graph] = graphs
    // One graph and few inputs have a number: to hash a text takes a quarter of a call on eight elements.
    const key =
      graphs.length === 1 && graph && inputs.length <= 8
        ? 2 ** 18 * graph.id + code
        : `${graphs.map(({ id }) => id)} ${inputs.map(({ buffer }, index) => [buffer.dtype, strides[index]?.at(-1) === 1])} ${outputs.map(({ dtype }) => dtype)}`
    const known = written.get(key)
    if (known) return known
    const readings = inputs.map(({ buffer }, index): Reading => {
      return { along: strides[index]?.at(-1) === 1 ? 'row' : 'point', dtype: buffer.dtype }
    })
    const wholes = outputs.map(({ dtype }) => dtype === 'int32')
    const found = {
      run: runtime.kernel(`elementwise ${key}`, () => elementwiseKernel(graphs, readings, wholes)),
      weight: graphs.reduce((total, each) => total + topological(each).length / 8, 0),
    }
    written.set(key, found)
    return found
  }

  return (graphs, inputs, outputs, shape) => {
    if (sizeOf(shape) === 0) return
    if (inputs.length > MOST_INPUTS)
      throw new DeviceError(`cpu: an elementwise op of ${inputs.length} inputs; it can have ${MOST_INPUTS}`)
    const { sizes, strides } = walkOf(shape, inputs)
    const [rows, columns] = [sizes.at(-2) ?? 1, sizes.at(-1) ?? 1] // an axis that is not there is one of size 1
    const { run, weight } = writtenFor(graphs, inputs, outputs, strides)

    const outer = sizes.slice(0, -2)
    const blocks = outer.reduce((product, size) => product * size, 1)
    const { integers } = runtime.heap
    for (let block = 0; block < blocks; block++) {
      inputs.forEach(({ buffer }, index) => {
        const own = strides[index] ?? []
        integers[table / 4 + 2 * index] = buffer.address + 4 * offsetOf(block, outer, own)
        integers[table / 4 + 2 * index + 1] = 4 * (own.at(-2) ?? 0)
      })
      outputs.forEach(({ address }, index) => {
        integers[table / 4 + 2 * inputs.length + index] = address + 4 * block * rows * columns
      })
      const values = [table, columns, 0, rows, 0, columns]
      const split =
        rows > columns ? { range: 2, total: rows, grain: 1 } : { range: 4, total: columns, grain: LINE }
      runtime.share({ run, values, ...split, cost: rows * columns * Math.max(1, weight) })
    }
  }
}

export const createElementwise =
  (all: ElementwiseAll): Device<CpuBuffer>['elementwise'] =>
  (graph, inputs, output) =>
    all([graph], inputs, [output.buffer], output.shape)
