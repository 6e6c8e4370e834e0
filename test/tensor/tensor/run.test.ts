import {
  add,
  apply,
  cpu,
  DeviceError,
  defined,
  mul,
  reference,
  ShapeError,
  scope,
  square,
  tensor,
  zeros,
} from '@cloze/tensor'
import { primitive } from '@cloze/tensor/extend'
import { expect, test } from 'vitest'
import { hasKernel, runInto } from '../../../packages/tensor/src/tensor/run.ts'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

test('tensors of different devices do not mix', () => {
  scope(() => {
    const [x, y] = [zeros([1], { device: reference }), zeros([1], { device: cpu })]
    expect(() => add(x, y)).toThrow(
      new DeviceError('add: operands are on reference and cpu, not on one device'),
    )
  })
})

const doubled = defined({
  name: 'doubled',
  operands: ['x'],
  outputs: ['y'],
  infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
  define: ([x]) => [mul(x, 2)],
})

test('an op that has no kernel runs as its definition, and not into a tensor', async () => {
  const [x, into] = [tensor([1, 2]), zeros([2])]
  const y = apply(doubled, [x])
  expect([...(await y.data())]).toEqual([2, 4])
  expect(hasKernel(doubled, cpu)).toBe(false)
  expect(() => runInto(doubled, [x], [into])).toThrow(new DeviceError('doubled: cpu has no kernel for it'))
  for (const each of [x, y, into]) each.dispose()
})

test('an op runs into a tensor of its shape alone', async () => {
  const [x, right, wrong] = [tensor([1, 2]), zeros([2]), zeros([3])]
  runInto(square.op, [x], [right])
  expect([...(await right.data())]).toEqual([1, 4])
  expect(() => runInto(square.op, [x], [wrong])).toThrow(new ShapeError('square: gives [2], not [3]'))
  for (const each of [x, right, wrong]) each.dispose()
})

test('a kernel that fails leaves no tensor', () => {
  const failing = primitive({
    name: 'failing',
    operands: ['x', 'y'],
    outputs: ['z'],
    infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
    run() {
      throw new RangeError('no')
    },
  })
  const x = tensor([1])
  expect(() => apply(failing, [x, 2])).toThrow('no')
  x.dispose()
})
