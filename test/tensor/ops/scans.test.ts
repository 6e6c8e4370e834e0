import { gradients, Variable } from '@cloze/autograd'
import { cumulativeProduct, cumulativeSum, mul, type Nested, scope, sum, tensor, zeros } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { read } from './read.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

eachLeavesNoTensor()

describe.each(hostDevices)('on $name', (device) => {
  const x = (values: Nested) => tensor(values, { device })

  test.prop([fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 40 })])(
    'a cumulative sum is the sum up to each element',
    async (row) => {
      let total = 0
      const wanted = row.map((value) => (total += value))
      expect(await read(() => cumulativeSum(x(row)))).toEqual(wanted)
    },
  )

  test.prop([fc.array(fc.constantFrom(1, -1, 2, 0.5), { maxLength: 40 })])(
    'a cumulative product is the product up to each element',
    async (row) => {
      let product = 1
      const wanted = row.map((value) => (product *= value))
      expect(await read(() => cumulativeProduct(x(row)))).toEqual(wanted)
    },
  )

  test('any axis is that along which it goes', async () => {
    const block = [
      [1, 2, 3],
      [4, 5, 6],
    ]
    expect(await read(() => cumulativeSum(x(block), 0))).toEqual([1, 2, 3, 5, 7, 9])
    expect(await read(() => cumulativeSum(x(block), -1))).toEqual([1, 3, 6, 4, 9, 15])
    expect(await read(() => cumulativeProduct(x(block), -2))).toEqual([1, 2, 3, 4, 10, 18])
    expect(await read(() => cumulativeSum(tensor([1, 2], { dtype: 'int32', device })))).toEqual([1, 3])
  })

  test('what is no ordinary number touches what comes after it alone', async () => {
    expect(await read(() => cumulativeSum(x([1, infinity, 2, -infinity, 1])))).toEqual([
      1,
      infinity,
      infinity,
      nan,
      nan,
    ])
    expect(await read(() => cumulativeProduct(x([2, 0, 3, infinity, 1])))).toEqual([2, 0, 0, nan, nan])
    expect(await read(() => cumulativeSum(x([1, nan, 2])))).toEqual([1, nan, nan])
  })

  test('the gradient of a cumulative product is right where factors are 0', async () => {
    const found = await read(() => {
      const v = new Variable(x([2, 0, 3, 0, 4]), undefined, true)
      const [dv] = gradients(sum<Variable>(mul(cumulativeProduct(v), x([1, 2, 3, 4, 5]))), [v])
      return dv
    })
    expect(found).toEqual([1, 22, 0, 0, 0])
  })

  test('of nothing there is nothing, and one is itself', async () => {
    expect(await read(() => cumulativeSum(zeros([2, 0, 3], { device }), 1))).toEqual([])
    expect(await read(() => cumulativeProduct(zeros([0, 3], { device }), 1))).toEqual([])
    expect(await read(() => cumulativeProduct(x([[7], [8]])))).toEqual([7, 8])
  })
})

test('an axis that there is not is refused', () => {
  scope(() => {
    expect(() => cumulativeSum(tensor(1))).toThrow('cumulativeSum: no axis -1 in 0 axes')
    expect(() => cumulativeProduct(tensor([1]), 1)).toThrow('cumulativeProduct: no axis 1 in 1 axes')
  })
})
