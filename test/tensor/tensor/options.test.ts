import { sum, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

test.each([
  ['a name that another library has', { axis: 0 }, 'sum: there is no option axis; it takes axes, keepAxes'],
  ['a number', 0, 'sum: its options are an object, { axes, keepAxes }, not 0'],
  ['an array', [0], 'sum: its options are an object, { axes, keepAxes }, not [0]'],
  ['null', null, 'sum: its options are an object, { axes, keepAxes }, not null'],
])('%s in the place of options is refused, and what there is is said', (_, options, message) => {
  // @ts-expect-error from plain JavaScript
  expect(() => sum(tensor([1, 2]), options)).toThrow(new TypeError(message))
})
