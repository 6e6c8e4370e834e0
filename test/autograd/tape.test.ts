import { backward, gradients, parameter } from '@cloze/autograd'
import {
  add,
  elementwise,
  full,
  gather,
  gelu,
  liveTensors,
  matmul,
  max,
  mul,
  reference,
  reshape,
  type Scalar,
  scope,
  square,
  sum,
  tensor,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

const on = { device: reference }
const values = async (...all: { data(): Promise<ArrayLike<number>> }[]) =>
  Promise.all(all.map(async (one) => Array.from(await one.data())))

describe('a gradient', () => {
  test('adds up over every use of a variable', async () => {
    const x = parameter(tensor([1, 2, 3], on))
    const [dx] = gradients(sum(add(mul(x, x), x)), [x])
    expect(await values(dx ?? x)).toEqual([[3, 5, 7]])
  })

  test('goes through matrix products and rows looked up by number', async () => {
    const w = parameter(tensor([[1, 2], [3, 4], [5, 6]], on)) // biome-ignore format: a matrix
    const ids = tensor([2, 0, 2], { dtype: 'int32', ...on })
    const loss = sum(matmul(gather(w, ids), tensor([[1], [10]], on)))
    const [dw] = gradients(loss, [w])
    expect(await values(dw ?? w)).toEqual([[1, 10, 0, 0, 2, 20]])
  })

  test('is shared by equal maxima', async () => {
    const x = parameter(tensor([[1, 3, 3]], on))
    const [dx] = gradients(sum(max(x, { axes: [1] })), [x])
    expect(await values(dx ?? x)).toEqual([[0, 0.5, 0.5]])
  })

  test('is zero for a variable that the loss does not depend on', async () => {
    const [x, y] = [parameter(tensor([1, 2], on)), parameter(tensor([1, 2, 3], on))]
    const [, dy] = gradients(sum(x), [x, y])
    expect(await values(dy ?? y)).toEqual([[0, 0, 0]])
  })

  test('is a variable that has gradients where the graph is kept', async () => {
    const x = parameter(tensor([1, 2], on))
    const [dx] = gradients(sum(mul(mul(x, x), x)), [x], { createGraph: true })
    const [ddx] = dx ? gradients(sum(dx), [x]) : []
    expect(await values(ddx ?? x)).toEqual([[6, 12]])
  })

  test('is left on every parameter by backward, added to what is there', async () => {
    const x = parameter(tensor([1, 2], on))
    backward(sum(square(x)))
    backward(sum(square(x)))
    expect(await values(x.gradient ?? x)).toEqual([[4, 8]])
  })
})

test("a user's own elementwise op works on tensors and on variables, and has gradients", async () => {
  const cube = elementwise('cube', (x: Scalar) => x.mul(x).mul(x))
  const x = parameter(tensor([1, -2], on))
  expect(await values(cube(x.value), cube(x))).toEqual([
    [1, -8],
    [1, -8],
  ])
  const [dx] = gradients(sum(cube(x)), [x], { createGraph: true })
  const [ddx] = dx ? gradients(sum(dx), [x]) : []
  expect(await values(dx ?? x, ddx ?? x)).toEqual([
    [3, 12],
    [6, -12],
  ])
})

describe('memory', () => {
  test('holds nothing but the gradients after a backward pass in a scope', () => {
    const x = parameter(full([4, 3], 0.5, on))
    const before = liveTensors()
    const found = scope(() => {
      const hidden = scope(() => gelu(matmul(x, x, { transposeB: true })))
      return gradients(sum(square(reshape(hidden, [16]))), [x])
    })
    expect(liveTensors() - before).toBe(found.length)
  })

  test('holds nothing after an error', () => {
    const x = parameter(full([4, 3], 0.5, on))
    const before = liveTensors()
    expect(() => scope(() => matmul(gelu(x), gelu(x)))).toThrow('inner sizes differ')
    expect(liveTensors()).toBe(before)
  })

  test('is not used again by a second pass over a graph that was not kept', () => {
    const x = parameter(full([2], 1, on))
    const loss = sum(mul(x, x))
    gradients(loss, [x])
    expect(() => gradients(loss, [x])).toThrow('createGraph')
  })
})

test('a loss of several elements is refused', () => {
  expect(() => gradients(parameter(full([2], 1, on)), [])).toThrow('not one element')
})
