import { arange, cpu, eye, full, ShapeError, tensor, zeros } from '@cloze/tensor'
import { loadSafetensors } from '@cloze/tensor/safetensors'
import { test } from '@fast-check/vitest'
import { expect } from 'vitest'

test('nested arrays give their shape, row by row', async () => {
  const x = tensor([[[1, 2, 3]], [[4, 5, 6]]])
  expect(x.shape).toEqual([2, 1, 3])
  expect([...(await x.data())]).toEqual([1, 2, 3, 4, 5, 6])
  x.dispose()
})

test('tensors are on cpu, in float32, where nothing else is said', () => {
  const x = zeros([3])
  expect([x.device, x.dtype]).toEqual([cpu, cpu.floatType])
  x.dispose()
})

test('rows of different lengths are an error that names the depth', () => {
  expect(() => tensor([[1, 2], [3]])).toThrow(
    'tensor: a part at depth 1 has 1 elements, where [2, 2] needs 2',
  )
  expect(() => tensor([[1, 2], 3])).toThrow(ShapeError)
})

test('values that do not fill the shape are an error that names both', () => {
  expect(() => tensor(Float32Array.of(1, 2, 3), { shape: [2, 2] })).toThrow(
    'tensor: [2, 2] has 4 elements, but 3 values are given',
  )
})

test.each([
  [
    [
      [0, 1],
      [1.7, 2],
    ],
    'tensor: the value at [1, 0] is 1.7, which is no int32',
  ],
  [[3, Number.NaN], 'tensor: the value at [1] is NaN, which is no int32'],
  [[2 ** 31], 'tensor: the value at [0] is 2147483648, which is no int32'],
  [Float32Array.of(0, -Infinity), 'tensor: the value at [1] is -Infinity, which is no int32'],
])('a value that no int32 is, is an error that names it and its place: %#', (values, message) => {
  expect(() => tensor(values, 'int32')).toThrow(new RangeError(message))
})

test('every int32 is one', async () => {
  const x = tensor([-(2 ** 31), 2 ** 31 - 1, -0], 'int32')
  expect([...(await x.data())]).toEqual([-(2 ** 31), 2 ** 31 - 1, 0])
  x.dispose()
})

test('an option that there is not is refused', () => {
  const options: object = { type: 'int32' }
  expect(() => tensor([1], options)).toThrow('tensor: there is no option type; it takes dtype, shape, device')
  expect(() => zeros([1], options)).toThrow('zeros: there is no option type')
})

test.each(['cpu', '', null, 0, {}, Promise.resolve(cpu)])('%s is no device', (device) => {
  const on: object = { device }
  for (const [name, make] of [
    ['tensor', () => tensor([1], on)],
    ['zeros', () => zeros([1], on)],
    ['full', () => full([1], 2, on)],
    ['arange', () => arange(0, 3, 1, on)],
    ['eye', () => eye(2, 2, on)],
    ['loadSafetensors', () => loadSafetensors(Uint8Array.of(), on)],
  ] as const)
    expect(make).toThrow(`${name}: device should be a device, as cpu or reference, not `)
})

test('what holds no value is not filled', () => {
  // @ts-expect-error from plain JavaScript
  expect(() => full([2])).toThrow(new TypeError('full: value should be a number, not undefined'))
  // @ts-expect-error from plain JavaScript
  expect(() => full([2], '3')).toThrow(new TypeError('full: value should be a number, not the string "3"'))
})
