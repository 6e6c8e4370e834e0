/** Every device gives what PyTorch gave in float64, forward and back. */
import {
  adamW,
  attention,
  cpu,
  crossEntropy,
  type Device,
  gelu,
  interpret,
  ops,
  reference,
  scope,
  type Tensor,
  transpose,
  reshape,
} from '@cloze/tensor'
import { describe, test } from 'vitest'
import { casesOf, type OpsArray, opsFixture } from '../fixtures/ops.ts'
import { expectClose, unitOf } from './close.ts'
import { layerNormUnits } from './fused-cases.ts'
import { fromTensor, largest, type Plain, rowsOf, toTensor } from './plain.ts'

const devices: readonly Device[] = [...new Set([reference, cpu])]

const plain = ({ shape, values }: OpsArray, dtype: Plain['dtype'] = 'float'): Plain => ({ shape, values, dtype })

/** Runs `body` on the arrays as tensors, and holds its results against `wanted`, in order. */
async function expectResults(
  device: Device,
  inputs: readonly Plain[],
  body: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  wanted: readonly OpsArray[],
  units: number,
): Promise<void> {
  const tensors = inputs.map((input) => toTensor(input, device))
  const results: readonly Tensor[] = scope(() => [body(...tensors)].flat())
  const found = await Promise.all(results.map(fromTensor))
  for (const each of [...tensors, ...results]) each.dispose()
  wanted.forEach((array, output) => {
    expectClose(found[output], plain(array), unitOf(device), units)
  })
}

/** What rounding the inputs to the device's float may do to the results of softmax. */
const softmaxUnits = (x: Plain): number => 64 * (1 + largest(x))

for (const device of devices)
  describe(device.name, () => {
    for (const op of ['softmax', 'logSoftmax'] as const)
      for (const { title, inputs, output, upstream, gradients } of casesOf(op))
        test(`${op} and its gradient, ${title}`, () =>
          expectResults(
            device,
            [plain(inputs.x), plain(upstream)],
            (x, g) => {
              const [y = x] = interpret(ops[op], [x], undefined)
              return [y, ...interpret(op === 'softmax' ? ops.softmaxGradient : ops.logSoftmaxGradient, [g ?? x, y], undefined)]
            },
            [output, gradients.x],
            softmaxUnits(plain(inputs.x)),
          ))

    for (const { title, inputs, output } of casesOf('gelu'))
      test(`gelu, ${title}`, () => expectResults(device, [plain(inputs.x)], (x) => gelu(x), [output], 64))

    for (const { title, inputs, attributes, output, upstream, gradients } of casesOf('layerNorm')) {
      const [x, weight, bias, g] = [inputs.x, inputs.weight, inputs.bias, upstream].map((each) => plain(each))
      if (!x || !weight || !bias || !g) continue
      const narrowest = Math.min(...rowsOf(x).map((row) => Math.max(...row) - Math.min(...row)))
      test(`layerNorm and its gradients, ${title}`, () =>
        expectResults(
          device,
          [x, weight, bias, g],
          (...[x, weight, bias, g]) => {
            const [y, mean, scale] = interpret(ops.layerNorm, [x, weight, bias].filter((each) => each !== undefined), attributes)
            const back = [g, x, weight, mean, scale].filter((each) => each !== undefined)
            return [y, ...interpret(ops.layerNormGradient, back, undefined)]
          },
          [output, gradients.x, gradients.weight, gradients.bias],
          layerNormUnits(x, weight, bias, attributes.epsilon) * (1 + largest(g)) * Math.max(1, 4 / narrowest),
        ))
    }

    for (const { title, inputs, constants, attributes, output, upstream, gradients } of casesOf('crossEntropy'))
      test(`crossEntropy and its gradient, ${title}`, () =>
        expectResults(
          device,
          [plain(inputs.logits), plain(constants.labels, 'int32'), plain(upstream)],
          (...operands) => {
            const [logits, labels, g] = operands
            if (!logits || !labels || !g) return []
            const [loss, logSumExp = logits] = interpret(ops.crossEntropy, [logits, labels], attributes)
            return [loss, ...interpret(ops.crossEntropyGradient, [g, logits, labels, logSumExp], attributes)]
          },
          [output, gradients.logits],
          64 * (1 + largest(plain(inputs.logits))),
        ))
  })
void [adamW, attention, crossEntropy, opsFixture, transpose, reshape]
