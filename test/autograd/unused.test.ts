/** A variable that the loss does not depend on is an error that names it, or undefined where that is allowed. */
import { backward, checkGradients, GradientError, gradients, parameter, Variable } from '@cloze/autograd'
import {
  add,
  argmax,
  disposeOf,
  elementwise,
  floor,
  gather,
  liveTensors,
  mul,
  type Scalar,
  scope,
  square,
  sum,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, expectTypeOf } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

const advice = 'leave it out, or pass allowUnused to get undefined for it'
const unused = 'it was not used, or only its value was'

describe('a variable that the loss does not depend on', () => {
  test('is named by its place, its name and its shape', () => {
    const [x, y] = [parameter(tensor([1, 2], on)), parameter(tensor([1, 2, 3], on), 'encoder.bias')]
    expect(() => gradients(sum(x), [x, y])).toThrow(
      new GradientError(
        `gradients: the loss does not depend on variable 1, encoder.bias, of shape [3]: ${unused}; ${advice}`,
      ),
    )
    expect(() => gradients(sum(y), [x])).toThrow(
      new GradientError(
        `gradients: the loss does not depend on variable 0 of shape [2]: ${unused}; ${advice}`,
      ),
    )
  })

  test('is told from a constant, which nothing ever flows to', () => {
    const [x, constant] = [parameter(tensor([1, 2], on)), new Variable(tensor([3, 4], on))]
    expect(() => gradients(sum(mul(x, constant)), [x, constant])).toThrow(
      `variable 1 of shape [2]: it is a constant, neither a parameter nor made from one; ${advice}`,
    )
  })

  test('leaves the graph as it was', async () => {
    const [x, y] = [parameter(tensor([1, 2], on)), parameter(tensor([3], on))]
    const loss = sum(square(x))
    const before = liveTensors()
    expect(() => gradients(loss, [x, y])).toThrow(GradientError)
    expect(liveTensors()).toBe(before)
    const [dx] = gradients(loss, [x])
    expect(await values(dx)).toEqual([[2, 4]])
    disposeOf([x, y, dx])
  })

  test.prop([fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), fc.boolean()])(
    'gets undefined where that is allowed, and the others their gradients',
    async (used, createGraph) => {
      const all = used.map((_, index) => parameter(tensor([index + 1], on)))
      const loss = scope(() =>
        all.reduce<Variable>(
          (total, x, index) => (used[index] ? add(total, sum(square(x))) : total),
          new Variable(tensor(0, on)),
        ),
      )
      const found = gradients(loss, all, { createGraph, allowUnused: true })
      for (const [index, gradient] of found.entries())
        if (used[index]) expect(await values(gradient ?? loss)).toEqual([[2 * (index + 1)]])
        else expect(gradient).toBeUndefined()
      disposeOf([all, found])
    },
  )

  test('is a type that asks for undefined where that is allowed, and only there', () => {
    const x = parameter(tensor([1], on))
    const loss = () => sum(square(x))
    expectTypeOf(gradients(loss(), [x])).toEqualTypeOf<[Tensor]>()
    expectTypeOf(gradients(loss(), [x], { allowUnused: true })).toEqualTypeOf<[Tensor | undefined]>()
    expectTypeOf(gradients(loss(), [x], { createGraph: true })).toEqualTypeOf<[Variable]>()
    expectTypeOf(gradients(loss(), [x], { createGraph: true, allowUnused: true })).toEqualTypeOf<
      [Variable | undefined]
    >()
  })
})

describe('a variable that was lost on the way', () => {
  const x = () => parameter(tensor([1.5, 2], on))

  test.each([
    ['by its value', (w: Variable) => sum(square(new Variable(w.value)))],
    ['by whole numbers', (w: Variable) => sum(gather(new Variable(tensor([1, 2], on)), argmax(w)))],
  ])('%s is an error for gradients and for backward', (_, lossOf) => {
    const w = x()
    const loss = lossOf(w)
    expect(() => gradients(loss, [w])).toThrow('the loss does not depend on variable 0 of shape [2]')
    expect(() => backward(loss)).toThrow(
      new GradientError(
        'backward: the loss depends on no parameter: none was used, or only the values of some were',
      ),
    )
  })

  test('is an error for a second order that is not there: the gradient of a sum is constant', () => {
    const w = x()
    const [dw] = gradients(sum(w), [w], { createGraph: true })
    expect(() => gradients(sum(dw), [w])).toThrow('the loss does not depend on variable 0')
    expect(gradients(sum(dw), [w], { allowUnused: true })).toEqual([undefined])
  })

  test('in steps alone is not lost: its derivative is 0', async () => {
    const w = x()
    const below = elementwise('below', (a: Scalar) => a.less(1.7))
    for (const step of [floor, below]) {
      const [dw] = gradients(sum<Variable>(step(w)), [w])
      expect(await values(dw)).toEqual([[0, 0]])
    }
  })
})

describe('checkGradients', () => {
  test('passes a function that does not depend on an input, to the second order', async () => {
    const inputs = [tensor([1, 2], on), tensor([3, 4, 5], on)]
    await expect(checkGradients((x) => square(x), inputs, { order: 2 })).resolves.toBeUndefined()
    await expect(checkGradients((x) => mul(x, 3), inputs, { order: 2 })).resolves.toBeUndefined()
  })

  test('catches a function that loses an input on the way', async () => {
    const lost = (x: Variable) => square(new Variable(x.value))
    await expect(checkGradients(lost, [tensor([1, 2], on)])).rejects.toThrow(
      'input 0 at [1]: the gradient is 0, but differences give',
    )
  })
})
