/** Elementwise kernels: one for each expression and way to read its inputs, for all shapes. */
import { compileFloat32 } from '../../../evaluate.ts'
import type { Scalar } from '../../../scalar.ts'
import { broadcastStrides } from '../../../shape.ts'
import { collapse } from '../../axes.ts'
import type { Device, Shape } from '../../device.ts'
import { print } from '../expression.ts'
import { checkArrays, type Operand, readOperands } from '../operands.ts'
import type { Runtime } from '../runtime.ts'
import type { GpuSlot } from '../slot.ts'
import { Numbering } from '../strides.ts'

export const createElementwise =
  (runtime: Runtime): Device<GpuSlot>['elementwise'] =>
  (graph, inputs, output) => {
    const operands = inputs.map(({ slot, shape }) => ({
      slot,
      strides: broadcastStrides(shape, output.shape),
    }))
    computeCells(runtime, graph, operands, output.shape, output.slot)
  }

/** output = graph(operands) at each cell of a block of `shape`. */
export function computeCells(
  runtime: Runtime,
  graph: Scalar,
  operands: readonly Operand[],
  shape: Shape,
  output: GpuSlot,
): void {
  if (output.length === 0) return
  const constants = operands.flatMap(({ slot }) =>
    slot.content?.kind === 'constant' ? [slot.content.value] : [],
  )
  if (constants.length === operands.length) {
    runtime.constant(compileFloat32(graph)(constants), output)
    return
  }
  const { sizes, strides } = collapse(
    shape,
    operands.map((operand) => operand.strides),
  )
  const text = runtime.text(output, ...operands.map(({ slot }) => slot))
  const numbering = new Numbering(sizes)
  const read = readOperands(
    operands.map(({ slot }, number) => ({ slot, strides: strides[number] ?? [] })),
    numbering,
    text,
  )
  checkArrays('an elementwise op', read.arrays)
  const program = text.give(print(graph, read.names, text))
  runtime.run(program, { ...read, integers: numbering.integers }, output)
}
