/** Every device gives what PyTorch gave in float64, forward and back. */
import {
  attention,
  type Device,
  gelu,
  interpret,
  reshape,
  scope,
  type Tensor,
  transpose,
  zeros,
} from '@cloze/tensor'
import { adamW, adamWScalars, ops } from '@cloze/tensor/extend'
import { describe, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { casesOf, type OpsArray, opsFixture } from '../fixtures/ops.ts'
import { hostDevices } from '../host-devices.ts'
import { boundingDevice, boundsOf } from './bounds/device.ts'
import { given } from './case.ts'
import { distances } from './close.ts'
import { fromTensor, type Plain, toTensor } from './plain.ts'
import { precisionOf } from './precision.ts'

const plain = ({ shape, values }: OpsArray, dtype: Plain['dtype'] = 'float'): Plain => ({
  shape,
  values,
  dtype,
})

/** Runs `body` on the arrays as tensors, and holds its results against `wanted`, in order, to within what rounding does. */
async function expectResults(
  device: Device,
  inputs: readonly Plain[],
  body: (inputs: readonly Tensor[]) => readonly Tensor[],
  wanted: readonly OpsArray[],
): Promise<void> {
  const found = await running(device, inputs, body, fromTensor)
  const bounds = await running(boundingDevice, inputs, body, async (x) => boundsOf(x))
  const { unit, smallest, times } = precisionOf(device)
  wanted.forEach((array, output) => {
    const room = (cell: number) => times * unit * (bounds[output]?.values[cell] ?? Number.NaN)
    distances(found[output], { wanted: [plain(array)], smallest, room })
  })
}

async function running(
  device: Device,
  inputs: readonly Plain[],
  body: (inputs: readonly Tensor[]) => readonly Tensor[],
  read: (result: Tensor) => Promise<Plain>,
): Promise<Plain[]> {
  const tensors = inputs.map((input) => toTensor(input, device))
  const results = scope(() => body(tensors))
  const found = await Promise.all(results.map(read))
  for (const each of [...tensors, ...results]) each.dispose()
  return found
}

eachLeavesNoTensor()

/** (B, h, S, d) as (B, S, H), which is how attention takes its heads, and back. */
function merged(heads: Tensor): Tensor {
  const [batch = 0, count = 0, length = 0, size = 0] = heads.shape
  return reshape(transpose(heads, [0, 2, 1, 3]), [batch, length, count * size])
}
function split(context: Tensor, heads: number): Tensor {
  const [batch = 0, length = 0, hidden = 0] = context.shape
  return transpose(reshape(context, [batch, length, heads, hidden / heads]), [0, 2, 1, 3])
}

for (const device of hostDevices)
  describe(device.name, () => {
    for (const op of ['softmax', 'logSoftmax'] as const)
      for (const { title, inputs, output, upstream, gradients } of casesOf(op))
        test(`${op} and its gradient are PyTorch's, ${title}`, () =>
          expectResults(
            device,
            [plain(inputs.x), plain(upstream)],
            (tensors) => {
              const [y] = interpret(ops[op], [given(tensors, 0)], undefined)
              return [y, ...interpret(ops[`${op}Gradient`], [given(tensors, 1), y], undefined)]
            },
            [output, gradients.x],
          ))

    for (const { title, inputs, output } of casesOf('gelu'))
      test(`gelu is PyTorch's, ${title}`, () =>
        expectResults(device, [plain(inputs.x)], (tensors) => [gelu(given(tensors, 0))], [output]))

    for (const { title, inputs, attributes, output, upstream, gradients } of casesOf('layerNorm')) {
      const [x, weight, bias, g] = [inputs.x, inputs.weight, inputs.bias, upstream].map((each) => plain(each))
      if (!x || !weight || !bias || !g) throw new RangeError(`${title}: an input is missing`)
      test(`layerNorm and its gradients are PyTorch's, ${title}`, () =>
        expectResults(
          device,
          [x, weight, bias, g],
          (tensors) => {
            const [x, weight, bias] = [given(tensors, 0), given(tensors, 1), given(tensors, 2)]
            const [y, ...moments] = interpret(ops.layerNorm, [x, weight, bias], attributes)
            const g = given(tensors, 3)
            return [y, ...interpret(ops.layerNormGradient, [g, x, weight, ...moments])]
          },
          [output, gradients.x, gradients.weight, gradients.bias],
        ))
    }

    for (const { title, inputs, constants, attributes, output, upstream, gradients } of casesOf(
      'crossEntropy',
    ))
      test(`crossEntropy and its gradient are PyTorch's, ${title}`, () =>
        expectResults(
          device,
          [plain(inputs.logits), plain(constants.labels, 'int32'), plain(upstream)],
          (tensors) => {
            const [logits, labels, g] = [given(tensors, 0), given(tensors, 1), given(tensors, 2)]
            const [loss, ...saved] = interpret(ops.crossEntropy, [logits, labels], attributes)
            return [loss, ...interpret(ops.crossEntropyGradient, [g, logits, labels, ...saved], attributes)]
          },
          [output, gradients.logits],
        ))

    for (const { title, inputs, constants, attributes, output } of casesOf('attention')) {
      const [query, key, value] = [plain(inputs.query), plain(inputs.key), plain(inputs.value)]
      const heads = query.shape[1] ?? 1
      test(`attention is PyTorch's, ${title}`, () =>
        expectResults(
          device,
          [query, key, value, plain(constants.mask, 'int32')],
          (tensors) => {
            const [q, k, v] = [
              merged(given(tensors, 0)),
              merged(given(tensors, 1)),
              merged(given(tensors, 2)),
            ]
            return [split(attention(q, k, v, tensors[3], { heads, ...attributes }), heads)]
          },
          [output],
        ))
    }

    for (const { title, settings, start, steps } of opsFixture.adam)
      test(`three steps of ${title} are PyTorch's`, () =>
        expectResults(
          device,
          [start, ...steps.map(({ gradient }) => gradient)].map((array) => plain(array)),
          (tensors) => {
            let parameter = given(tensors, 0)
            const { device } = parameter
            let [first, second] = [zeros(start.shape, { device }), zeros(start.shape, { device })]
            const results: Tensor[] = []
            tensors.slice(1).forEach((gradient, step) => {
              const corrections = {
                correction1: 1 - settings.beta1 ** (step + 1),
                correction2: 1 - settings.beta2 ** (step + 1),
              }
              const stepped = adamW(
                parameter,
                gradient,
                { first, second },
                adamWScalars({ ...settings, ...corrections }, device),
              )
              parameter = stepped.parameter
              ;({ first, second } = stepped.moments)
              results.push(parameter, first, second)
            })
            return results
          },
          steps.flatMap(({ parameter, firstMoment, secondMoment }) => [parameter, firstMoment, secondMoment]),
        ))
  })
