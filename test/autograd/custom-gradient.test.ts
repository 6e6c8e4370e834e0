import { checkGradients, customGradient, gradients, parameter, Variable } from '@cloze/autograd'
import {
  add,
  disposeOf,
  div,
  exp,
  floor,
  liveTensors,
  log,
  mul,
  type Operand,
  scope,
  sigmoid,
  square,
  sum,
  Tensor,
  tensor,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

const softened = customGradient(
  (x: Operand) => {
    const power = exp(x)
    return { output: log(add(power, 1)), residuals: { power } }
  },
  (g, { power }) => [mul(g, div(power, add(power, 1)))],
)

/** a·b + b, whose gradients are written down. */
const combined = customGradient(
  (a: Operand, b: Operand) => ({ output: add(mul(a, b), b), residuals: { a, b } }),
  (g, { a, b }) => [() => mul(g, b), () => mul(g, add(a, 1))],
)

const two = () => [tensor([0.5, -1], on), tensor([2, 3], on)] as const

describe('a function with its own gradient', () => {
  test('is right at orders 1 and 2, by what it kept: an input, or what was made on the way', async () => {
    await checkGradients((x) => softened(x), [two()[0]], { order: 2 })
    await checkGradients((x) => softened(softened(square(x))), [two()[0]], { order: 2 })
    await checkGradients((a, b) => combined(a, b), two(), { order: 2 })
    await checkGradients((a) => combined(a, a), [two()[0]], { order: 2 })
  })

  test('has another gradient where that is what it says', async () => {
    const clipped = customGradient(
      (x: Operand) => ({ output: floor(x), residuals: {} }),
      (g) => [mul(g, 10)],
    )
    const x = parameter(tensor([1.5], on))
    const [dx] = gradients(sum(square(clipped(x))), [x], { createGraph: true })
    const [ddx] = gradients(sum(dx), [x])
    expect(await values(dx, ddx)).toEqual([[20], [200]])
  })

  test('is a function of tensors too, and of constants', async () => {
    const [a, b] = two()
    const plain = combined(a, b)
    expect(plain).toBeInstanceOf(Tensor)
    expect(combined(new Variable(a), b).node).toBeUndefined()
    expect(await values(plain, combined(a, 2))).toEqual([
      [3, 0],
      [3, 0],
    ])
  })

  test('leaves undone what is not wanted, and keeps what is no tensor as it is', async () => {
    const asked: string[] = []
    const f = customGradient(
      (a: Operand, b: Operand) => ({ output: mul(a, b), residuals: { b, note: 'kept' } }),
      (g, { b, note }) => [
        () => mul(g, b),
        () => {
          asked.push(note)
          return g
        },
      ],
    )
    const [a, b] = two()
    const x = parameter(a)
    const [dx] = gradients(sum(f(x, b)), [x])
    expect(await values(dx)).toEqual([[2, 3]])
    expect(asked).toEqual([])
    gradients(sum(f(x, x)), [x])
    expect(asked).toEqual(['kept'])
  })

  test('may give what it was given: the identity is a tensor of its own', async () => {
    const same = customGradient(
      (x: Operand) => ({ output: x, residuals: {} }),
      (g) => [g],
    )
    const x = parameter(tensor([1, 2], on))
    const y = same(x)
    expect(y.value).not.toBe(x.value)
    const [dx] = gradients(sum(y), [x])
    disposeOf(y)
    expect(await values(dx, x)).toEqual([
      [1, 1],
      [1, 2],
    ])
  })

  test('keeps what it says and nothing else, and lets go of it', () => {
    const x = parameter(tensor([1, 2], on))
    const before = liveTensors()
    const loss = scope(() => sum(softened(x)))
    expect(liveTensors() - before).toBe(3) // the sum, the power, and the input, for a second order
    disposeOf(scope(() => gradients(loss, [x])))
    disposeOf(loss)
    expect(liveTensors()).toBe(before)
  })

  test('reads a variable from elsewhere in its gradient as a constant', async () => {
    const w = parameter(tensor([3], on))
    const f = customGradient(
      (x: Operand) => ({ output: square(x), residuals: {} }),
      (g) => [mul(g, w)],
    )
    const x = parameter(tensor([1], on))
    const [dx] = gradients(sum(f(x)), [x])
    expect(dx).toBeInstanceOf(Tensor)
    expect(await values(dx)).toEqual([[3]])
  })
})

describe('what is refused', () => {
  const x = () => parameter(tensor([1, 2], on))
  const none = () => ({ residuals: {} })

  test('a variable that is no input', () => {
    const w = x()
    function scaled(x: Operand) {
      return { output: mul(x, w), residuals: {} }
    }
    expect(() => customGradient(scaled, (g) => [g])(x())).toThrow(
      'scaled: forward read a variable that is none of its inputs; pass it as one, or its value',
    )
  })

  test('an output that is no tensor, and no residuals', () => {
    const number = customGradient(
      () => ({ output: 1, ...none() }),
      () => [],
    )
    expect(() => number()).toThrow("customGradient: forward's output should be a tensor")
    const bare = customGradient(
      (x: Operand) => ({ output: exp(x) }) as never,
      (g) => [g],
    )
    expect(() => bare(x())).toThrow('residuals should be a record, {} where nothing is kept, not undefined')
  })

  test('a gradient too few, or of another shape, in the backward pass', () => {
    const few = customGradient(
      (a: Operand, b: Operand) => ({ output: mul(a, b), ...none() }),
      () => [] as never,
    )
    expect(() => gradients(sum(few(x(), x())), [x()], { allowUnused: true })).not.toThrow()
    const [a, b] = [x(), x()]
    expect(() => gradients(sum(few(a, b)), [a])).toThrow(
      'customGradient: its VJP gives 0 gradients for 2 operands',
    )
    const small = customGradient(
      (x: Operand) => ({ output: exp(x), ...none() }),
      (g) => [sum(g)],
    )
    expect(() => gradients(sum(small(a)), [a])).toThrow(
      'customGradient: the gradient of input 0 has shape [], but the input has [2]',
    )
  })

  test('a wrong gradient, by checkGradients', async () => {
    const wrong = customGradient(
      (x: Operand) => ({ output: sigmoid(x), residuals: { x } }),
      (g, { x }) => [mul(g, sigmoid(x))],
    )
    await expect(checkGradients((x) => wrong(x), [two()[0]])).rejects.toThrow('but differences give')
  })
})

describe('what a VJP gives beside tensors', () => {
  const made = (gradient: Operand) =>
    customGradient(
      (x: Operand) => ({ output: exp(x), residuals: {} }),
      () => [gradient],
    )

  test('is a gradient too: arrays and numbers of its shape, alone, added up and passed on', async () => {
    const x = parameter(tensor([1, 2], on))
    const f = made([5, 6])
    const scalar = parameter(tensor(1, on))
    const found = [
      ...gradients(sum(f(x)), [x]),
      ...gradients(sum(add(f(x), f(x))), [x]),
      ...gradients(sum(f(mul(x, 2))), [x]),
      ...gradients(made(7)(scalar), [scalar]),
    ]
    const read = await Promise.all(found.map(async (each) => Array.from(await each.data())))
    expect(read).toEqual([[5, 6], [10, 12], [10, 12], [7]]) // biome-ignore format: a row
  })

  test('is refused where its shape is another', () => {
    const x = parameter(tensor([1, 2], on))
    expect(() => gradients(sum(made([1, 2, 3])(x)), [x])).toThrow('has shape [3], but the input has [2]')
  })

  test('residuals that hide tensors are refused by name', () => {
    const x = parameter(tensor([1, 2], on))
    const hiding = customGradient(
      (of: Operand) => {
        const y = exp(of)
        return { output: y, residuals: { list: [y] } }
      },
      (g) => [g],
    )
    expect(() => hiding(x)).toThrow('list of the residuals has tensors in it; keep each by a name of its own')
  })
})
