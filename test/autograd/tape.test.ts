import { inspect } from 'node:util'
import { backward, defineVjp, gradients, parameter, Variable } from '@cloze/autograd'
import {
  add,
  apply,
  defined,
  disposeOf,
  elementwise,
  full,
  gather,
  gelu,
  liveTensors,
  matmul,
  max,
  mul,
  type Operand,
  reshape,
  type Scalar,
  ShapeError,
  scope,
  square,
  sum,
  tensor,
} from '@cloze/tensor'
import { primitive } from '@cloze/tensor/extend'
import { describe, expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

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

test('a loss of several elements is refused, and one that is no variable', () => {
  const x = parameter(full([2], 1, on))
  expect(() => gradients(x, [])).toThrow(
    'gradients: the loss has shape [2], not one element; take its sum or its mean',
  )
  expect(() => backward(x)).toThrow('backward: the loss has shape [2], not one element')
  for (const call of [() => backward(x.value as never), () => gradients(sum(x.value) as never, [x])])
    expect(call).toThrow('the loss should be a variable, made from a parameter, not a tensor of shape [')
  expect(() => gradients(sum(x), x as never)).toThrow(
    'gradients: the variables should be a list of variables, not a variable of shape [2]',
  )
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
    expect(() => gradients(loss, [x])).toThrow('retainGraph')
  })
})

describe('an op that is no row of the table', () => {
  test('is differentiated through its definition', async () => {
    const op = defined({
      name: 'power',
      operands: ['x'],
      outputs: ['y'],
      infer: ([x], _: { readonly power: number }) => [{ shape: x.shape, dtype: 'float' }],
      define: ([x], { power }) => [
        Array.from({ length: power - 1 }).reduce<Operand>((product) => mul(product, x), x),
      ],
    })
    const x = parameter(tensor([2, 3], on))
    const [dx] = gradients(sum(apply(op, [x], { power: 4 })), [x])
    expect(await values(dx ?? x)).toEqual([[32, 108]])
  })

  test('is not taken for the one whose name it shares', async () => {
    const op = defined({
      name: 'softmax',
      operands: ['x'],
      outputs: ['y'],
      infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
      define: ([x]) => [mul(x, 3)],
    })
    const x = parameter(tensor([2, 3], on))
    const [dx] = gradients(sum(apply(op, [x])), [x])
    expect(await values(dx ?? x)).toEqual([[3, 3]])
  })

  test('is refused where nothing says how it is differentiated, unless no input wants a gradient', () => {
    const op = primitive({
      name: 'mystery',
      operands: ['x'],
      outputs: ['y'],
      infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
      run: () => {},
    })
    const x = parameter(tensor([2, 3], on))
    expect(() => apply(op, [x])).toThrow('mystery: has no derivative')
    expect(apply(op, [new Variable(x.value)]).shape).toEqual([2])
  })
})

test('a graph whose leaf has another value by now has no second order, and says so', async () => {
  const w = parameter(tensor([3]), 'w')
  scope(() => {
    const loss = sum(mul(square(w), w))
    w.assign(tensor([10]))
    expect(() => gradients(loss, [w], { createGraph: true })).toThrow(
      'w was given another value after the forward pass',
    )
  })
  const loss = scope(() => sum(mul(square(w), w)))
  const [dw] = gradients(loss, [w])
  expect(await dw.item()).toBe(300)
  disposeOf([dw, loss, w])
})

test('a VJP may give a tensor that it was given, or has from elsewhere', async () => {
  const before = liveTensors()
  const held = tensor([7])
  const of = (name: string, define: (x: Operand, y: Operand) => Operand) =>
    defined({
      name,
      operands: ['x', 'y'],
      outputs: ['z'],
      infer: () => [{ shape: [1], dtype: 'float' }],
      define: ([x, y]) => [define(x, y)],
    })
  const [product, other] = [of('product', mul<[Operand, Operand]>), of('other', add<[Operand, Operand]>)]
  defineVjp(product, ['x', 'y'], (_, { x, y }) => [y, x])
  defineVjp(other, [], () => [held, held])
  const [a, b] = [parameter(tensor([2])), parameter(tensor([5]))]
  for (let time = 0; time < 2; time++)
    for (const [op, wanted] of [
      [product, [4, 20]],
      [other, [7, 28]],
    ] as const) {
      const found = scope(() => gradients(sum<Variable>(apply(op, [b, square(a)])), [b, a]))
      expect(await Promise.all(found.map((each) => each.item()))).toEqual(wanted)
      disposeOf(found)
    }
  disposeOf([held, a, b])
  expect(liveTensors()).toBe(before)
})

test('a variable is printed with its value, and with how it was made', () => {
  const w = parameter(tensor([1, 2], on), 'w')
  const text = (made: string) => `([1., 2.], shape [2], float64, reference, ${made})`
  scope(() => {
    expect(String(w)).toBe(`parameter${text('name w, no gradient')}`)
    expect(String(new Variable(w.value))).toBe(`variable${text('constant')}`)
    const y = mul(w, 1)
    expect(String(y)).toBe(`variable${text('op mul')}`)
    expect(inspect([[[y]]])).toBe('[ [ [ variable(shape [2], float64, reference, op mul) ] ] ]')
    backward(sum(y))
    expect(String(w)).toBe(`parameter${text('name w, has a gradient')}`)
  })
  disposeOf(w)
  expect(String(w)).toBe('parameter(disposed of, shape [2], float64, reference, name w, has a gradient)')
})

test('a definition that gives another shape than its op infers is an error on variables too', () => {
  const op = defined({
    name: 'mine',
    operands: ['x'],
    outputs: ['y'],
    infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
    define: ([x]) => [sum(x)],
  })
  const w = parameter(tensor([1, 2], on))
  expect(() => apply(op, [w])).toThrow(
    new ShapeError('mine: infer says that y is float [2], but define gives float []'),
  )
  disposeOf(w)
})

test('an editor offers of a variable what a program that computes needs', () => {
  const names = new Set<string>()
  for (let at: object = parameter([1]); at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  const offered =
    'assign constructor data device dtype gradient isParameter item name node shape toArray toString value'
  expect([...names].sort().join(' ')).toBe(offered)
})
