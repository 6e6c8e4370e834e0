import { argsort, linear, matmul, norm, pad, sum, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

test.each([
  ['a name that another library has', { axis: 0 }, 'sum: there is no option axis; it takes axes, keepAxes'],
  ['a number', 0, 'sum: its options are an object, { axes, keepAxes }, not 0'],
  ['an array', [0], 'sum: its options are an object, { axes, keepAxes }, not [0]'],
  ['what is not true or false', { keepAxes: 'no' }, 'sum: keepAxes should be a boolean, not the string "no"'],
  ['null', null, 'sum: its options are an object, { axes, keepAxes }, not null'],
])('%s in the place of options is refused, and what there is is said', (_, options, message) => {
  // @ts-expect-error from plain JavaScript
  expect(() => sum(tensor([1, 2]), options)).toThrow(new TypeError(message))
})

test.each([
  [
    () => matmul(x(), x(), wrong({ transposeA: 'no' })),
    'matmul: transposeA should be a boolean, not the string "no"',
  ],
  [() => norm(x(), wrong({ order: '1' })), 'norm: order should be a number, not the string "1"'],
  [
    () => argsort(x(), -1, wrong({ descending: 1 })),
    'argsort: descending should be a boolean, not the number 1',
  ],
  [() => pad(x(), [], wrong({ value: '1' })), 'pad: value should be a number, not the string "1"'],
  [() => linear(x(), x(), x(), wrong({ activation: 'sigmoid' })), 'linear: there is no activation sigmoid; it takes none, gelu, relu'], // biome-ignore format: a row
])('an option of another type is refused, and one of a name that there is not', (call, message) => {
  expect(call).toThrow(new TypeError(message))
})

test('an option that is undefined is one that was left out', async () => {
  expect(await sum(x(), wrong({ keepAxes: undefined })).item()).toBe(3)
})

const x = () => tensor([1, 2])

/** From plain JavaScript. */
const wrong = (options: object): object => options
