import {
  expand,
  flatten,
  reference,
  reshape,
  type Shape,
  scope,
  squeeze,
  swapAxes,
  type Tensor,
  tensor,
  unsqueeze,
  zeros,
} from '@cloze/tensor'
import { expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

const shapeOf = (from: Shape, body: (x: Tensor) => Tensor): Shape => scope(() => body(zeros(from))).shape
const shapeIn = (from: Shape, body: (x: Tensor) => Tensor): Shape => scope(() => shapeOf(from, body).slice())

test('reshape works out the one size that is left out', () => {
  scope(() => {
    expect(shapeIn([2, 3, 4], (x) => reshape(x, [-1, 6]))).toEqual([4, 6])
    expect(shapeIn([], (x) => reshape(x, [-1]))).toEqual([1])
    expect(shapeIn([0, 3], (x) => reshape(x, [-1, 3]))).toEqual([0, 3])
    expect(() => reshape(zeros([0, 3]), [0, -1])).toThrow(
      'reshape: no size at axis 1 makes [0, 3] fill [0, -1]',
    )
    expect(() => reshape(zeros([6]), [-1, 4])).toThrow('reshape: no size at axis 0 makes [6] fill [-1, 4]')
    expect(() => reshape(zeros([6]), [-1, -1])).toThrow('reshape: ')
    expect(() => reshape(zeros([6]), [-2, -3])).toThrow('reshape: [-2, -3] is no shape')
  })
})

test('squeeze takes axes of size 1 away, and refuses others as NumPy does', () => {
  scope(() => {
    expect(shapeIn([1, 3, 1, 0], squeeze)).toEqual([3, 0])
    expect(shapeIn([], squeeze)).toEqual([])
    expect(shapeIn([1, 3, 1], (x) => squeeze(x, 0))).toEqual([3, 1])
    expect(shapeIn([1, 3, 1], (x) => squeeze(x, [-1, 0]))).toEqual([3])
    expect(shapeIn([1, 3], (x) => squeeze(x, []))).toEqual([1, 3])
    expect(() => squeeze(zeros([1, 3]), -1)).toThrow('squeeze: axis 1 of [1, 3] has size 3, not 1')
    expect(() => squeeze(zeros([1, 3]), 2)).toThrow('squeeze: no axis 2 in 2 axes')
  })
})

test('unsqueeze puts an axis where the result has it', () => {
  scope(() => {
    expect([0, 1, 2, -1, -3].map((axis) => shapeIn([2, 3], (x) => unsqueeze(x, axis)))).toEqual([
      [1, 2, 3],
      [2, 1, 3],
      [2, 3, 1],
      [2, 3, 1],
      [1, 2, 3],
    ])
    expect(shapeIn([], (x) => unsqueeze(x, 0))).toEqual([1])
    expect(() => unsqueeze(zeros([2]), 2)).toThrow('unsqueeze: no axis 2 in 2 axes')
  })
})

test('flatten joins axes', () => {
  scope(() => {
    expect(shapeIn([2, 3, 4], flatten)).toEqual([24])
    expect(shapeIn([], flatten)).toEqual([1])
    expect(shapeIn([2, 3, 4], (x) => flatten(x, 1))).toEqual([2, 12])
    expect(shapeIn([2, 3, 4], (x) => flatten(x, 0, -2))).toEqual([6, 4])
    expect(shapeIn([2, 0, 4], (x) => flatten(x, 1, 1))).toEqual([2, 0, 4])
    expect(() => flatten(zeros([2, 3]), 1, 0)).toThrow('flatten: axis 1 stands after 0 in [2, 3]')
  })
})

test('swapAxes turns a matrix over', async () => {
  const y = scope(() => swapAxes(tensor([[1, 2, 3], [4, 5, 6]], { device: reference }), 0, -1)) // biome-ignore format: a matrix
  expect([...(await y.data())]).toEqual([1, 4, 2, 5, 3, 6])
  y.dispose()
  scope(() => {
    expect(shapeIn([2, 3, 4, 5], (x) => swapAxes(x, 1, -1))).toEqual([2, 5, 4, 3])
    expect(shapeIn([2, 3], (x) => swapAxes(x, 1, 1))).toEqual([2, 3])
    expect(() => swapAxes(zeros([2]), 0, 1)).toThrow('swapAxes: no axis 1 in 1 axes')
  })
})

test('expand repeats axes of size 1 and keeps those of −1', () => {
  scope(() => {
    expect(shapeIn([2, 1], (x) => expand(x, [4, -1, 3]))).toEqual([4, 2, 3])
    expect(shapeIn([1], (x) => expand(x, [0]))).toEqual([0])
    expect(() => expand(zeros([2]), [-1, 2])).toThrow('expand: [2] has no axis to keep at axis 0 of [-1, 2]')
    expect(() => expand(zeros([2]), [3])).toThrow("broadcastTo: can't repeat [2] to [3]")
  })
})
