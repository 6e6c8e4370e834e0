/** The k largest, one after the other and, where they are many, from the order of all. */
import { backward, parameter } from '@cloze/autograd'
import { disposeOf, interpret, random, randomUniform, scope, sum, tensor, topK } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { topKOp } from '../../../packages/tensor/src/ops/top-k.ts'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

eachLeavesNoTensor()

describe.each(hostDevices)('the k largest on $name', (device) => {
  const cell = fc.constantFrom(infinity, -infinity, nan, 0, 1, -2, 7)
  test.prop([fc.array(cell, { minLength: 20, maxLength: 40 }), fc.integer({ min: 14, max: 20 })], {
    numRuns: 20,
  })('are the same from the order of all as one after the other', async (row, k) => {
    const both = scope(() => {
      const x = tensor([row, row.toReversed()], { device })
      return [topK(x, k), interpret(topKOp, [x], { k })] as const
    })
    const [{ values, indices }, [wanted, places]] = both
    expect([values.dtype, indices.dtype, values.shape]).toEqual([device.floatType, 'int32', [2, k]])
    expect([...(await values.data())]).toEqual([...(await wanted.data())])
    expect([...(await indices.data())]).toEqual([...(await places.data())])
    disposeOf(both)
  })

  test('are floats of whole numbers, too, and are refused beyond the axis', async () => {
    const { values, indices } = scope(() =>
      topK(
        tensor(
          Int32Array.from({ length: 30 }, (_, i) => i),
          { device },
        ),
        17,
      ),
    )
    expect([values.dtype, (await values.data())[16], (await indices.data())[0]]).toEqual([
      device.floatType,
      13,
      29,
    ])
    disposeOf([values, indices])
    scope(() => {
      const x = tensor([1, 2], { device })
      expect(() => topK(x, 20)).toThrow('topK: k is 20, but must be in 1…2, the last axis of [2]')
      expect(() => topK(x, nan)).toThrow('topK: k is NaN')
    })
  })

  test('pass the gradient to where they came from', async () => {
    const x = parameter(
      tensor(
        Array.from({ length: 20 }, (_, i) => -i),
        { device },
      ),
    )
    scope(() => backward(sum(topK(x, 17).values)))
    expect([...((await x.gradient?.data()) ?? [])]).toEqual(
      Array.from({ length: 20 }, (_, i) => Number(i < 17)),
    )
    disposeOf([x, x.gradient])
  })
})

test('many of many fit into memory, and rounds free what they made', async () => {
  const x = randomUniform([64, 50_000], random(1))
  const few = scope(() => topK(x, 200))
  const many = scope(() => interpret(topKOp, [x], { k: 40 }))
  expect([...(await few.indices.data()).slice(0, 40)]).toEqual([...(await many[1].data()).slice(0, 40)])
  disposeOf([x, few, many])
})
