/** Elementwise kernels: one for each expression and way to read its inputs, for all shapes. */

import { collapse } from '../../../device/axes.ts'
import type { Device, Shape } from '../../../device/device.ts'
import { compileFloat32 } from '../../../scalar/evaluate.ts'
import type { Scalar } from '../../../scalar/scalar.ts'
import { broadcastStrides } from '../../../tensor/shape.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { print } from '../runtime/expression.ts'
import { checkArrays, type Operand, readOperands } from '../runtime/operands.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { Numbering } from '../runtime/strides.ts'

export const createElementwise =
  (runtime: Runtime): Device<GpuBuffer>['elementwise'] =>
  (graph, inputs, output) => {
    const operands = inputs.map(({ buffer, shape }) => ({
      buffer,
      strides: broadcastStrides(shape, output.shape),
    }))
    computeCells(runtime, graph, operands, output.shape, output.buffer)
  }

/** output = graph(operands) at each cell of a block of `shape`. */
export function computeCells(
  runtime: Runtime,
  graph: Scalar,
  operands: readonly Operand[],
  shape: Shape,
  output: GpuBuffer,
): void {
  if (output.length === 0) return
  const constants = operands.flatMap(({ buffer }) =>
    buffer.content?.kind === 'constant' ? [buffer.content.value] : [],
  )
  if (constants.length === operands.length) {
    runtime.constant(compileFloat32(graph)(constants), output)
    return
  }
  const { sizes, strides } = collapse(
    shape,
    operands.map((operand) => operand.strides),
  )
  const text = runtime.text(output, ...operands.map(({ buffer }) => buffer))
  const numbering = new Numbering(sizes)
  const read = readOperands(
    operands.map(({ buffer }, number) => ({ buffer, strides: strides[number] ?? [] })),
    numbering,
    text,
  )
  checkArrays('an elementwise op', read.arrays)
  const program = text.give(print(graph, read.names, text))
  runtime.run(program, { ...read, integers: numbering.integers }, output)
}
