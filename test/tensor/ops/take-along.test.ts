import { gradients, Variable } from '@cloze/autograd'
import { broadcastTo, mul, reshape, scope, sum, takeAlong, tensor, zeros } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { read } from './read.ts'

eachLeavesNoTensor()

describe.each(hostDevices)('on $name', (device) => {
  const block = () => tensor([[1, 2, 3], [4, 5, 6]], { device }) // biome-ignore format: two rows
  const ids = (values: readonly (readonly number[])[]) => tensor(values, { dtype: 'int32', device })

  test('each row is read by its own numbers, and rows are repeated', async () => {
    expect(await read(() => takeAlong(block(), ids([[2], [0]])))).toEqual([3, 4])
    expect(await read(() => takeAlong(block(), ids([[2, 2, 0, 1], [0, 0, 1, 1]])))).toEqual([3, 3, 1, 2, 4, 4, 5, 5]) // biome-ignore format: two rows
    expect(await read(() => takeAlong(block(), ids([[1, 0, 1]]), 0))).toEqual([4, 2, 6])
    expect(await read(() => takeAlong(block(), ids([[2, 0]])))).toEqual([3, 1, 6, 4])
    expect(await read(() => takeAlong(block(), ids([[1], [0]]), -2))).toEqual([4, 5, 6, 1, 2, 3])
    const one = () => tensor([7, 8, 9], { device })
    expect(await read(() => takeAlong(one(), tensor([2, 0], { dtype: 'int32', device })))).toEqual([9, 7])
  })

  test('of no numbers nothing comes', async () => {
    expect(await read(() => takeAlong(block(), zeros([2, 0], { dtype: 'int32', device })))).toEqual([])
    const none = () => zeros([0, 3], { device })
    expect(await read(() => takeAlong(none(), zeros([0, 2], { dtype: 'int32', device })))).toEqual([])
  })

  test('the gradients of one that is taken twice are added up', async () => {
    const gradient = await read(() => {
      const x = new Variable(block(), undefined, true)
      const weights = tensor([[1, 10], [100, 1000]], { device }) // biome-ignore format: two rows
      const [dx] = gradients(
        sum<Variable>(
          mul(
            takeAlong(
              x,
              ids([
                [2, 2],
                [0, 1],
              ]),
            ),
            weights,
          ),
        ),
        [x],
      )
      return dx
    })
    expect(gradient).toEqual([0, 0, 11, 100, 1000, 0])
  })
})

test('what does not fit is refused', () => {
  scope(() => {
    const x = zeros([2, 3])
    const ids = (...values: number[]) => reshape(tensor(values, 'int32'), [2, 1])
    expect(() => takeAlong(x, ids(0, 3))).toThrow(
      new RangeError('takeAlong: ids[1] is 3, but must be in 0…2'),
    )
    expect(() => takeAlong(x, ids(0, -1))).toThrow('takeAlong: ids[1] is -1, but must be in 0…2')
    expect(() => takeAlong(x, zeros([2, 1]))).toThrow('takeAlong: ids must be int32')
    expect(() => takeAlong(x, tensor([0], 'int32'))).toThrow(
      'takeAlong: needs as many axes of ids as of x, not [1] and [2, 3]',
    )
    expect(() => takeAlong(x, zeros([3, 1], { dtype: 'int32' }))).toThrow(
      "takeAlong: can't broadcast [2, 1] with [3, 1]",
    )
    expect(() => takeAlong(x, ids(0, 0), 2)).toThrow('takeAlong: no axis 2 in 2 axes')
  })
})

test('more elements than a float can number are taken from part by part', async () => {
  const size = 2 ** 23 + 1
  const found = await read(() => {
    const x = broadcastTo(reshape(tensor([5, 6, 7]), [3, 1]), [3, size])
    return takeAlong(x, reshape(tensor([0, size - 1, size - 1], 'int32'), [3, 1]))
  })
  expect(found).toEqual([5, 6, 7])
})
