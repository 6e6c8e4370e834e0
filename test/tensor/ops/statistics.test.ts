/** Values that PyTorch 2.15 gives, in float64. */
import { gradients, Variable } from '@cloze/autograd'
import {
  all,
  any,
  logSumExp,
  min,
  type Nested,
  type NormOptions,
  norm,
  prod,
  scope,
  slice,
  standardDeviation,
  tensor,
  type VarianceOptions,
  variance,
  zeros,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { closeTo, read } from './read.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

eachLeavesNoTensor()

describe.each(hostDevices)('on $name', (device) => {
  const x = (values: Nested) => tensor(values, { device })
  const none = (...shape: number[]) => zeros(shape, { device })
  test.each([
    [[1, 2, 4], 0, 14 / 9],
    [[1, 2, 4], undefined, 7 / 3],
    [[1, 2, 4], 2, 14 / 3],
    [[1, 2, 4], 3, infinity],
    [[1, 2, 4], 5, infinity],
    [[3], undefined, nan],
    [[3], 0, 0],
    [[3], 4, nan],
    [[], 0, nan],
    [[], undefined, nan],
    [[1, nan], 0, nan],
    [[1, infinity], 0, nan],
    [[1e4, 1e4 + 1, 1e4 + 2], 0, 2 / 3],
  ])('the variance of %j with correction %d is %d', async (values, correction, wanted) => {
    const options: VarianceOptions = correction === undefined ? {} : { correction }
    closeTo(await read(() => variance(x(values), options)), wanted)
    closeTo(await read(() => standardDeviation(x(values), options)), Math.sqrt(wanted))
  })

  test('a variance is over the axes that are named', async () => {
    const block = [
      [1, 2, 4],
      [0, 0, 6],
    ]
    closeTo(await read(() => variance(x(block), { axes: [1], correction: 0 })), 14 / 9, 8)
    closeTo(await read(() => variance(x(block), { axes: [0], keepAxes: true })), 0.5, 2, 2)
    closeTo(await read(() => variance(tensor([1, 2, 4], { dtype: 'int32', device }))), 7 / 3)
  })

  test.each([
    [[3, -4], 2, 5],
    [[3, -4], 1, 7],
    [[3, -4], infinity, 4],
    [[0, 0], 2, 0],
    [[], 2, 0],
    [[], 1, 0],
    [[-infinity, 1], 2, infinity],
    [[-infinity, 1], 1, infinity],
    [[-infinity, 1], infinity, infinity],
    [[nan, 1], 2, nan],
    [[nan, 1], infinity, nan],
  ])('the norm of %j of order %d is %d', async (values, order, wanted) => {
    closeTo(await read(() => norm(x(values), { order })), wanted)
  })

  test.each([
    [[1000, 1000], 1000.6931471805599],
    [[-1000, -1000], -999.3068528194401],
    [[0, 1, 2], 2.40760596444438],
    [[-infinity, -infinity], -infinity],
    [[-infinity, 3], 3],
    [[infinity, 1], infinity],
    [[infinity, -infinity], infinity],
    [[nan, infinity], nan],
    [[], -infinity],
  ])('the logarithm of the sum of the powers of %j is %d', async (values, wanted) => {
    closeTo(await read(() => logSumExp(x(values))), wanted)
  })

  test.each([
    [[], 1, 0],
    [[0, 0], 0, 0],
    [[0, 2], 0, 1],
    [[-1, 2], 1, 1],
    [[nan], 1, 1],
    [[nan, 0], 0, 1],
    [[-0], 0, 0],
    [[infinity, 1], 1, 1],
  ])('of %j all are true: %d, and any is: %d', async (values, ofAll, ofAny) => {
    expect(await read(() => all(x(values)))).toEqual([ofAll])
    expect(await read(() => any(x(values)))).toEqual([ofAny])
  })

  test.each([
    ['a deviation of equals', [2, 2], standardDeviation, [0, 0]],
    ['a norm of zeros', [0, 0], norm, [0, 0]],
    ['a sum of sizes at 0', [0, -3], (v: Variable) => norm(v, { order: 1 }), [0, -1]],
    ['a largest of equals', [-2, 1, 2], (v: Variable) => norm(v, { order: infinity }), [-0.5, 0, 0.5]],
    ['a largest of zeros', [0, 0], (v: Variable) => norm(v, { order: infinity }), [0, 0]],
    ['log Σ eˣ of large ones', [1000, 1000], logSumExp, [0.5, 0.5]],
    ['log Σ eˣ beside −∞', [-infinity, 3], logSumExp, [0, 1]],
    ['log Σ eˣ of −∞ alone', [-infinity, -infinity], logSumExp, [0, 0]],
    ['a smallest of equals', [1, 3, 1], min, [0.5, 0, 0.5]],
    ['a product with one 0', [0, 3, 5], prod, [15, 0, 0]],
    ['a product with two', [0, 3, 0], prod, [0, 0, 0]],
  ])('the gradient of %s is finite', async (_, values, f: (v: Variable) => Variable, wanted) => {
    const found = await read(() => {
      const v = new Variable(x(values), undefined, true)
      const [dv] = gradients(f(v), [v])
      return dv
    })
    closeTo(
      found.map((value) => value + 0),
      ...wanted,
    )
  })

  test('a product has its second derivatives where factors are 0', async () => {
    const found = await read(() => {
      const v = new Variable(x([0, 0, 5]), undefined, true)
      const [first] = gradients(prod(v), [v], { createGraph: true })
      const [second] = gradients(slice(first, [0], [1]), [v])
      return second
    })
    expect(found).toEqual([0, 5, 0])
  })

  test('shapes are those of a reduction', () => {
    scope(() => {
      const empty = none(2, 0, 3)
      for (const reduce of [variance, standardDeviation, norm, logSumExp, all, any]) {
        expect(reduce(empty, { axes: [1] }).shape).toEqual([2, 3])
        expect(reduce(empty, { axes: [0, -1], keepAxes: true }).shape).toEqual([1, 0, 1])
        expect(reduce(x(2)).shape).toEqual([])
      }
    })
  })
})

test('what can not be is refused by the name of what was called', () => {
  scope(() => {
    const x = tensor([[1, 2]])
    const functions = { variance, standardDeviation, norm, logSumExp, all, any }
    for (const [name, reduce] of Object.entries(functions))
      expect(() => reduce(x, { axes: [2] })).toThrow(`${name}: no axis 2 in 2 axes`)
    expect(() => norm(x, { order: 3 })).toThrow(
      new RangeError('norm: order is 3, but must be 1, 2 or Infinity'),
    )
    expect(() => norm(zeros([0]), { order: infinity })).toThrow('norm: no elements along those axes of [0]')
    expect(() => norm(x, { p: 1 } as NormOptions)).toThrow(
      'norm: there is no option p; it takes axes, keepAxes, order',
    )
    expect(() => variance(x, { ddof: 1 } as VarianceOptions)).toThrow(
      'variance: there is no option ddof; it takes axes, keepAxes, correction',
    )
  })
})
