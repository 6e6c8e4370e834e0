/** The commonest slips of one who comes from another library: each is one line that says what would be right. */

import { Variable } from '@cloze/autograd'
import * as library from '@cloze/tensor'
import { tensor, unique } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

/** As plain JavaScript has them: of no types. */
const js: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = Object.fromEntries(
  Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function'
      ? [[name, (...given: readonly unknown[]) => Reflect.apply(value, undefined, given)]]
      : [],
  ),
)
const call = (name: string, ...given: readonly unknown[]) => js[name]?.(...given)

const [x, y] = [tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]])] // biome-ignore format: matrices

test.each([
  ['sum', [x, { axes: 0 }], 'sum: needs an array of axes, as [0, -1], but got the number 0'],
  ['argmax', [x, { axes: 0 }], 'argmax: needs an array of axes, as [0, -1], but got the number 0'],
  ['zeros', [2, 3], 'zeros: needs an array of sizes, as [2, 3], but got the number 2'],
  ['full', [2, 3], 'full: needs an array of sizes, as [2, 3], but got the number 2'],
  ['reshape', [x, 2, 2], 'reshape: needs an array of sizes, as [2, 3], but got the number 2'],
  ['reshape', [x], 'reshape: needs an array of sizes, as [2, 3], but got undefined'],
  ['expand', [x, 2, 2], 'expand: needs an array of sizes, as [2, 3], but got the number 2'],
  ['broadcastTo', [x, 2, 2], 'broadcastTo: needs an array of sizes, as [2, 3], but got the number 2'],
  ['randomUniform', [2], 'randomUniform: needs an array of sizes, as [2, 3], but got the number 2'],
  ['transpose', [x, 0, 1], 'transpose: needs an array of axes, as [1, 0], but got the number 0'],
  ['concatenate', [x, y], 'concatenate: needs an array of tensors, as [a, b], but got a value of Tensor'],
  ['stack', [x, y], 'stack: needs an array of tensors, as [a, b], but got a value of Tensor'],
  ['squaredNorm', [x, y], 'squaredNorm: needs an array of tensors, as [a, b], but got a value of Tensor'],
  [
    'split',
    [x],
    'split: needs an array of sizes, as [2, 3], or one of them for all parts, but got undefined',
  ],
  ['at', [x, 0], 'at: needs an array of indices, as [0, null], but got the number 0'],
  [
    'pad',
    [x, [1, 1]],
    'pad: needs an array of pairs [before, after], one for each axis, but got the number 1',
  ],
  ['pad', [x, 1], 'pad: needs an array of pairs [before, after], one for each axis, but got the number 1'],
  [
    'slice',
    [x, 1, 2],
    'slice: needs an array of starts, ends and steps, one for each axis, as [0, 1], but got the number 1',
  ],
  ['softmax', [x, { axis: 0 }], 'softmax: an axis is a number, not a value of Object'],
  ['sort', [x, '0'], 'sort: an axis is a number, not the string "0"'],
  ['unsqueeze', [x], 'unsqueeze: an axis is a number, not undefined'],
  [
    'packedDropout',
    [x, { lengths: 2 }],
    'packedDropout: needs an array of lengths, as [2, 3], but got the number 2',
  ],
  ['dropout', [x, { rate: 0.5 }], 'dropout: needs a key, as dropoutKey gives it'],
  ['fullLike', [[1], 2], 'fullLike: needs a tensor or a variable, not a value of Array'],
  ['zerosLike', [undefined], 'zerosLike: needs a tensor or a variable, not undefined'],
  ['onesLike', [3], 'onesLike: needs a tensor or a variable, not the number 3'],
  ['at', [x, [[true, 0]]], 'at: an array of booleans has the number 0 in it'],
  ['at', [x, [[0, true]]], 'at: an array of numbers has the boolean true in it'],
  ['at', [x, [{}]], 'at: needs a tensor or a variable, not a value of Object'],
])('%s(%o) is refused', (name, given, message) => {
  expect(() => call(name, ...given)).toThrow(new TypeError(message))
})

test.each([
  ['tensor', [[1, 2], { dtype: 'int64' }]],
  ['zeros', [[2], { dtype: 'long' }]],
  ['ones', [[2], { dtype: 'bool' }]],
  ['full', [[2], 1, { dtype: null }]],
  ['arange', [3, { dtype: 'float32' }]],
  ['eye', [2, 2, { dtype: 'int' }]],
  ['cast', [x, 'long']],
  ['cast', [x]],
])('%s of a type that there is not is refused', (name, given) => {
  expect(() => call(name, ...given)).toThrow(
    new RegExp(`^${name}: there is no type \\w+; it is 'float' or 'int32'$`),
  )
})

const key = { high: 1, low: 2 }
test.each([
  ['attention', [x, x, x, undefined, { heads: 1, casual: true }], 'casual'],
  ['attentionProbabilities', [x, x, undefined, { heads: 1, casual: true }], 'casual'],
  ['packedAttention', [x, x, x, { lengths: [2], heads: 1, mask: x }], 'mask'],
  ['layerNorm', [x, [1, 1], [0, 0], { eps: 1 }], 'eps'],
  ['addLayerNorm', [x, x, [1, 1], [0, 0], { eps: 1 }], 'eps'],
  ['linear', [x, x, undefined, { act: 'relu' }], 'act'],
  ['linearCrossEntropy', [x, x, [0, 0], [0, 1], { ignoreIndex: 1 }], 'ignoreIndex'],
  ['dropout', [x, { rate: 0.5, key, p: 1 }], 'p'],
  ['packedDropout', [x, { lengths: [2], rate: 0.5, key, p: 1 }], 'p'],
  ['conv1d', [x, x, { strides: 1 }], 'strides'],
  ['averagePool', [x, { kernel: 1 }], 'kernel'],
  ['createCpu', [{ thread: 1 }], 'thread'],
  ['zeros', [[2], { type: 'float' }], 'type'],
])('%s has no option that it does not know', (name, given, option) => {
  expect(() => call(name, ...given)).toThrow(new RegExp(`^${name}: there is no option ${option}; it takes `))
})

test.each([
  ['chooseDevice', { product: [] }, 'product'],
  ['openGpu', { modes: [] }, 'modes'],
])('%s has no option that it does not know', async (name, given, option) => {
  await expect(call(name, given)).rejects.toThrow(`${name}: there is no option ${option}; it takes `)
})

test('unique takes variables too, and nothing else', async () => {
  const found = await unique(new Variable(tensor([2, 1, 2])))
  expect([...(await found.data())]).toEqual([1, 2])
  found.dispose()
  await expect(call('unique', [1])).rejects.toThrow(
    'unique: needs a tensor or a variable, not a value of Array',
  )
})
