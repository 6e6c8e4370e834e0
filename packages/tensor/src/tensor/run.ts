/** Running an op on a device: as itself where the device has a kernel for it, else as its definition. */
import type { Device } from '../device/device.ts'
import { DeviceError, ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { checkDefinition } from './check-definition.ts'
import { Literal } from './literal.ts'
import { viewed } from './members.ts'
import { type AnyOp, type Interpreter, type Op, type Operand, spec, specOf } from './op.ts'
import { noTensor, together } from './placed.ts'
import { formatShape, sameShape } from './shape.ts'
import { countedOperands, type Each, type Given, type Names } from './signature.ts'
import { Tensor } from './tensor.ts'

/** Runs an op on the device of its tensors. */
export const onDevice: Interpreter = {
  rank: 0,
  interpret: (op, operands, attributes) => {
    const device = deviceOf(op, operands)
    if (op.kind === 'defined' && !hasKernel(op, device))
      return scope(() => {
        const inferred = op.infer(operands.map(specOf), attributes)
        const given = checkDefinition(op, inferred, op.define(together(op.name, operands), attributes))
        return given.map((output) => placed(output, device))
      })
    return onTensors(operands, device, (inputs) => run(op, device, inputs, attributes))
  },
}

/**
 * Runs an op into tensors that are there, as PyTorch's `out=`: for one who alone holds them, since values are else never
 * changed. An output may be one of the operands where each of its elements follows from those of the same index alone.
 * @throws DeviceError where the device has no kernel for a defined op; ShapeError where an output has not its shape
 */
export function runInto<In extends Names, Out extends Names>(
  op: Op<In, undefined, Out>,
  operands: Given<In, Operand>,
  outputs: Each<Out, Tensor>,
): void
export function runInto(op: AnyOp, operands: readonly Operand[], outputs: readonly Tensor[]): void {
  const device = deviceOf(op, operands)
  if (!hasKernel(op, device)) throw new DeviceError(`${op.name}: ${device.name} has no kernel for it`)
  onTensors(countedOperands(op, operands), device, (inputs) => {
    const specs = op.infer(
      inputs.map((input) => input[spec]),
      undefined,
    )
    if (
      specs.length !== outputs.length ||
      specs.some(({ shape }, i) => !sameShape(shape, outputs[i]?.shape ?? []))
    )
      throw new ShapeError(
        `${op.name}: gives ${specs.map(({ shape }) => formatShape(shape)).join(', ')}, not ${outputs.map(({ shape }) => formatShape(shape)).join(', ')}`,
      )
    compute(op, device, inputs, undefined, outputs)
  })
}

/** Whether an op runs there as itself, not as its definition. */
export const hasKernel = (op: AnyOp, device: Device): boolean =>
  op.kind !== 'defined' || device.fused?.has(op) === true

/** With the operands as tensors; what numbers and literals became is of no use after that. */
function onTensors<T>(
  operands: readonly Operand[],
  device: Device,
  body: (inputs: readonly Tensor[]) => T,
): T {
  const inputs = operands.map((operand) => placed(operand, device))
  try {
    return body(inputs)
  } finally {
    inputs.forEach((input, index) => {
      if (input !== operands[index]) input.dispose()
    })
  }
}

function run(op: AnyOp, device: Device, inputs: readonly Tensor[], attributes: unknown): readonly Tensor[] {
  const specs = op.infer(
    inputs.map((input) => input[spec]),
    attributes,
  )
  const [first] = inputs
  if (op.kind === 'view' && first) return specs.map(({ shape }) => first.alias(shape, op.name))
  const outputs: Tensor[] = []
  try {
    for (const each of specs) outputs.push(Tensor.allocate(device, each, op.name))
    compute(op, device, inputs, attributes, outputs)
  } catch (error) {
    for (const output of outputs) output.dispose()
    throw error
  }
  return outputs
}

function compute(
  op: AnyOp,
  device: Device,
  inputs: readonly Tensor[],
  attributes: unknown,
  outputs: readonly Tensor[],
): void {
  const from = inputs.map((input) => input[viewed])
  const to = outputs.map((output) => output[viewed])
  if (op.kind === 'elementwise') {
    for (const output of to) device.elementwise(op.graph, from, output)
  } else if (op.kind === 'primitive') op.run(device, from, attributes, to)
  else device.fused?.get(op)?.run(from, attributes, to)
}

/** The operand as a tensor on `device`. */
function placed(operand: Operand, device: Device): Tensor {
  if (operand instanceof Tensor) return operand
  if (typeof operand === 'number') return Tensor.from(device, [], Float64Array.of(operand))
  if (operand instanceof Literal) return Tensor.from(device, operand.shape, operand.values)
  throw new TypeError('a tensor cannot interpret an op on what outranks it')
}

function deviceOf(op: AnyOp, operands: readonly Operand[]): Device {
  let device: Device | undefined
  for (const operand of operands) {
    if (!(operand instanceof Tensor)) continue
    device ??= operand.device
    if (device !== operand.device)
      throw new DeviceError(
        `${op.name}: operands are on ${device.name} and ${operand.device.name}, not on one device`,
      )
  }
  if (device === undefined) throw noTensor(op.name)
  return device
}
