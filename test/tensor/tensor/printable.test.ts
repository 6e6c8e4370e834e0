import { inspect } from 'node:util'
import { type Device, type Nested, reference, type Tensor, tensor, zeros } from '@cloze/tensor'
import { expect, test } from 'vitest'

/** `x` as text, and no longer there. */
function shown(values: Nested, show: (x: Tensor) => string = String): string {
  const x = tensor(values, { device: reference })
  const text = show(x)
  x.dispose()
  return text
}

/** What a notebook asks for. */
const inNotebook = (x: object): unknown => {
  const show: unknown = Reflect.get(x, Symbol.for('Jupyter.display'))
  return typeof show === 'function' ? show.call(x) : undefined
}

test('behind the values stand shape, type and device, on a line of their own where the last is full', () => {
  expect(shown(1)).toBe('tensor(1., shape [], float64, reference)')
  expect(shown([])).toBe('tensor([], shape [0], float64, reference)')
  expect(
    shown([
      [1, 2],
      [3, 4.5],
    ]),
  ).toBe('tensor([[1. , 2. ],\n        [3. , 4.5]], shape [2, 2], float64, reference)')
  expect(shown([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])).toBe(
    'tensor([ 1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12.],\n       shape [12], float64, reference)',
  )
})

test('a template, a list and a notebook show the text, and so does a console at any depth that it goes to', () => {
  const text = 'tensor([1., 2.], shape [2], float64, reference)'
  expect(shown([1, 2], (x) => `${x}`)).toBe(text)
  expect(shown([1, 2], (x) => [x].join())).toBe(text)
  expect(shown([1, 2], (x) => JSON.stringify(inNotebook(x)))).toBe(JSON.stringify({ 'text/plain': text }))
  expect(shown([1, 2], (x) => inspect(x))).toBe(text)
  expect(shown([1, 2], (x) => inspect({ a: { x } }))).toBe(`{ a: { x: ${text} } }`)
  expect(shown([1, 2], (x) => inspect({ x }, { depth: -1 }))).toBe('[Object]')
  expect(shown([1, 2], (x) => inspect([[[x]]]))).toBe(`[ [ [ tensor(shape [2], float64, reference) ] ] ]`)
  expect(shown([1, 2], (x) => Object.prototype.toString.call(x))).toBe(
    '[object tensor(shape [2], float64, reference)]',
  )
})

test('rows that stand inside an object are indented with it', () => {
  expect(shown([[1], [2]], (x) => inspect({ x }))).toBe(
    '{\n  x: tensor([[1.],\n          [2.]], shape [2, 1], float64, reference)\n}',
  )
})

test('arithmetic on a tensor is an error, not a text', () => {
  const x = tensor([1], { device: reference })
  const wrong = new TypeError('a tensor has no operators: write add(x, y) for x + y, less(x, y) for x < y')
  const value: unknown = x
  expect(() => (value as number) + 1).toThrow(wrong)
  expect(() => (value as number) * 2).toThrow(wrong)
  expect(() => (value as number) < 2).toThrow(wrong)
  x.dispose()
})

test('a tensor that was disposed of says so', () => {
  const x = tensor([1], { device: reference })
  x.dispose()
  expect(String(x)).toBe('tensor(disposed of, shape [1], float64, reference)')
})

test('where a device gives values later alone, what is known is shown, and how to read the others', () => {
  const { peek: _, ...remote } = reference
  const device: Device = { ...remote, name: 'remote' }
  const made = [
    tensor([1, 2], { device }),
    tensor(0.1, { device }),
    tensor([3, 4], { device, dtype: 'int32' }),
  ]
  expect(made.map(String)).toEqual([
    'tensor(shape [2], float64, remote; await x.data() reads it)',
    'tensor(0.1, shape [], float64, remote)',
    'tensor([3, 4], shape [2], int32, remote)',
  ])
  for (const x of made) x.dispose()
})

test('a long tensor is read at its ends alone', () => {
  const x = zeros([1000, 1000], { device: reference })
  const start = performance.now()
  expect(String(x)).toContain('...')
  expect(performance.now() - start).toBeLessThan(50)
  x.dispose()
})
