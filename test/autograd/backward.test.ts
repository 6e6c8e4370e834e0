import { gradients, parameter, Variable } from '@cloze/autograd'
import {
  add,
  argmax,
  type Device,
  disposeOf,
  full,
  gather,
  liveTensors,
  matmul,
  mul,
  reference,
  reshape,
  scope,
  square,
  sum,
  tensor,
  transpose,
} from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Node } from '../../packages/autograd/src/tape.ts'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

describe('work that nobody asked for', () => {
  /** The reference device, and how many matrix products it has made. */
  const counting = () => {
    const made = { products: 0 }
    const device: Device = {
      ...reference,
      matmul(...operands) {
        made.products += 1
        ;(reference as Device).matmul(...operands)
      },
    }
    return { made, device }
  }

  test('is left out: no gradient is computed for a constant', () => {
    const { made, device } = counting()
    const [x, frozen] = [parameter(full([2, 2], 1, { device })), full([2, 2], 1, { device })]
    gradients(sum(matmul(x, frozen)), [x])
    expect(made.products).toBe(2)
  })

  test('is left out: only what lies on the way to a wanted variable is walked', () => {
    const { made, device } = counting()
    const [x, w] = [parameter(full([2, 2], 1, { device })), parameter(full([2, 2], 1, { device }))]
    gradients(sum(matmul(matmul(x, x), w)), [w])
    expect(made.products).toBe(3)
  })

  test('keeps nothing: a sum holds on to no operand, a product with a constant to the constant alone', () => {
    const [x, c] = [parameter(full([3], 2, on)), full([3], 2, on)]
    const before = liveTensors()
    const sums = add(x, c)
    expect(liveTensors() - before).toBe(1)
    const product = mul(sums, c)
    expect(liveTensors() - before).toBe(3)
    disposeOf([sums, product])
    expect(liveTensors()).toBe(before)
  })
})

describe('the graph', () => {
  test('may be thousands of ops long', async () => {
    const x = parameter(tensor([1], on))
    const loss = scope(() => {
      let y: Variable = x
      for (let i = 0; i < 5_000; i++) y = add(y, 1)
      return y
    })
    const [dx] = gradients(loss, [x])
    expect(await values(dx ?? x)).toEqual([[1]])
  })

  test('gives the gradient of a variable in its middle, and of one that is asked for twice', async () => {
    const x = parameter(tensor([3], on))
    const y = square(x)
    const [dy, dx, again] = gradients(square(y), [y, x, x])
    expect(await values(dy ?? x, dx ?? x, again ?? x)).toEqual([[18], [108], [108]])
  })

  test('can be walked again if it was kept', async () => {
    const x = parameter(tensor([3], on))
    const loss = square(x)
    gradients(loss, [x], { createGraph: true })
    const [dx] = gradients(loss, [x])
    expect(await values(dx ?? x)).toEqual([[6]])
  })

  test('is cut where whole numbers are made', async () => {
    const x = parameter(tensor([[1, 3, 2]], on))
    const largest = argmax(x, { axes: [-1] })
    expect(largest.node).toBeUndefined()
    const [dx] = gradients(sum(gather(transpose(x), largest)), [x])
    expect(await values(dx ?? x)).toEqual([[0, 1, 0]])
  })

  test('is not recorded where no operand wants a gradient', () => {
    expect(mul(new Variable(full([2], 1, on)), 2).node).toBeUndefined()
  })

  test('names the op and the input of a gradient that has the wrong shape', () => {
    const x = parameter(full([2, 3], 1, on))
    const wrong = { operands: [], outputs: [], pull: () => [full([3], 1, on)] }
    const y = new Variable(full([], 1, on), new Node(ops.sum, wrong, [x], undefined, [full([], 1, on)]))
    expect(() => gradients(y, [x])).toThrow(
      'sum: the gradient of input 0 has shape [3], but the input has [2, 3]',
    )
  })

  test.prop([fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 })])(
    'gives the gradient of a sum of losses as the sum of their gradients',
    async (numbers) => {
      const x = parameter(tensor(numbers, on))
      const first = () => sum(mul(square(x), x))
      const second = () => sum(matmul(reshape(x, [1, x.shape[0] ?? 1]), reshape(x, [x.shape[0] ?? 1, 1])))
      const [whole] = gradients(add(first(), second()), [x])
      const [part] = gradients(first(), [x])
      const [rest] = gradients(second(), [x])
      if (!whole || !part || !rest) throw new Error('a gradient is missing')
      expect(await values(whole)).toEqual(await values(add(part, rest)))
    },
  )
})
