import {
  checkGradients,
  GradientError,
  hessian,
  hessianVectorProduct,
  jacobian,
  noGrad,
  parameter,
  Variable,
  vectorJacobianProduct,
} from '@cloze/autograd'
import {
  add,
  disposeOf,
  exp,
  liveTensors,
  matmul,
  mul,
  reshape,
  softmax,
  square,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, expectTypeOf } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

const numbers = (length: number) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length })
const vector = fc.integer({ min: 1, max: 4 }).chain(numbers)
const close = (a: readonly number[], b: readonly number[]) => {
  expect(a.length).toBe(b.length)
  for (const [index, value] of a.entries()) expect(value).toBeCloseTo(b[index] ?? Number.NaN, 10)
}
/** A function of three elements that is not symmetric in them. */
const f = (x: Variable) => mul(exp(mul(x, 0.3)), add(sum(square(x)), tensor([1, 2, 3], on)))
const loss = (x: Variable) => sum(mul(square(softmax(x)), exp(x)))
const at = () => tensor([0.3, -0.4, 0.7], on)

describe('jacobian', () => {
  test('has the axes of f(x), then those of x', async () => {
    const w = tensor([[1, 2, 3], [4, 5, 6]], on) // biome-ignore format: a matrix
    const found = jacobian((x) => reshape(matmul(w, x), [2, 1]), tensor([[1], [1], [1]], on))
    expect(found.shape).toEqual([2, 1, 3, 1])
    expect(await values(found)).toEqual([[1, 2, 3, 4, 5, 6]])
  })

  test.prop([vector, vector])('of a linear function is its matrix', async (a, b) => {
    const matrix = a.flatMap((each) => b.map((other) => each + 2 * other))
    const w = tensor(Float64Array.from(matrix), { shape: [a.length, b.length], ...on })
    const x = tensor(b, on)
    const found = jacobian((x) => matmul(w, reshape(x, [b.length, 1])), x)
    expect(found.shape).toEqual([a.length, 1, b.length])
    expect(await values(found)).toEqual(await values(w))
  })

  test('of several inputs is one for each, zeros where f does not depend on it', async () => {
    const [a, b, c] = [tensor([1, 2], on), tensor([3], on), tensor([[4, 5]], on)]
    const found = jacobian((a, b, _c) => mul(a, b), [a, b, c])
    expect(found.map(({ shape }) => shape)).toEqual([
      [2, 2],
      [2, 1],
      [2, 1, 2],
    ])
    expect(await values(...found)).toEqual([
      [3, 0, 0, 3],
      [1, 2],
      [0, 0, 0, 0],
    ])
  })

  test('of nothing, or by nothing, is empty', () => {
    expect(jacobian((x) => square(x), zeros([0, 2], on)).shape).toEqual([0, 2, 0, 2])
    expect(jacobian((x) => sum(x), zeros([0], on)).shape).toEqual([0])
  })

  test('differentiates again where a graph is asked for', async () => {
    await checkGradients((x) => jacobian(f, x, { createGraph: true }), [at()], { order: 2 })
  })

  test('leaves nothing but what it gives', () => {
    const [x, v, one] = [parameter(at()), at(), tensor(1, on)]
    const before = liveTensors()
    disposeOf([
      jacobian((x) => exp(mul(x, 2)), x),
      vectorJacobianProduct(loss, x, one),
      hessian(loss, x),
      hessianVectorProduct(loss, x, v),
    ])
    expect(liveTensors()).toBe(before)
  })
})

test.prop([numbers(3), numbers(3)])(
  'vectorJacobianProduct is v times the Jacobian',
  async (point, direction) => {
    const [x, v] = [tensor(point, on), tensor(direction, on)]
    const [found] = await values(vectorJacobianProduct(f, x, v))
    const [whole] = await values(matmul(reshape(v, [1, 3]), jacobian(f, x)))
    close(found ?? [], whole ?? [])
  },
)

test.prop([numbers(3), numbers(3)])(
  'hessianVectorProduct is the Hessian times v',
  async (point, direction) => {
    const [x, v] = [tensor(point, on), tensor(direction, on)]
    const [found] = await values(hessianVectorProduct(loss, x, v))
    const [whole] = await values(matmul(hessian(loss, x), reshape(v, [3, 1])))
    close(found ?? [], whole ?? [])
  },
)

describe('hessian', () => {
  test('is the Jacobian of the gradient', async () => {
    const one = tensor(1, on)
    const gradient = (x: Variable) => vectorJacobianProduct(loss, x, one, { createGraph: true })
    const [found, other] = await values(hessian(loss, at()), jacobian(gradient, at()))
    close(found ?? [], other ?? [])
  })

  test('of several inputs has a block for each pair', async () => {
    const [a, b] = [tensor([1, 2], on), tensor(3, on)]
    const [[aa, ab], [ba, bb]] = hessian((a, b) => sum(mul(square(a), b)), [a, b])
    expect([aa.shape, ab.shape, ba.shape, bb.shape]).toEqual([[2, 2], [2], [2], []])
    expect(await values(aa, ab, ba, bb)).toEqual([[6, 0, 0, 6], [2, 4], [2, 4], [0]])
  })

  test('of a linear function is 0', async () => {
    const x = tensor([1, 2], on)
    expect(await values(hessian((x) => sum(mul(x, 3)), x))).toEqual([[0, 0, 0, 0]])
    expect(await values(hessianVectorProduct((x) => sum(x), x, tensor([1, 2], on)))).toEqual([[0, 0]])
  })

  test('differentiates again where a graph is asked for', async () => {
    await checkGradients((x) => hessian(loss, x, { createGraph: true }), [at()])
    await checkGradients((x, v) => hessianVectorProduct(loss, x, v, { createGraph: true }), [at(), at()])
    await checkGradients((x, v) => vectorJacobianProduct(f, x, v, { createGraph: true }), [at(), at()], {
      order: 2,
    })
  })
})

describe('what can be differentiated', () => {
  test('may read parameters, whose gradients it leaves alone', async () => {
    const w = parameter(tensor([2, 3], on))
    expect(await values(jacobian((x) => mul(square(x), w), tensor([1, 1], on)))).toEqual([[4, 0, 0, 6]])
    expect(w.gradient).toBeUndefined()
  })

  test('may be asked for inside noGrad', async () => {
    const x = tensor([1, 2], on)
    expect(await values(noGrad(() => hessian((x) => sum(mul(square(x), x)), x)))).toEqual([[6, 0, 0, 12]])
  })

  test('is connected to x where a graph is asked for, and not otherwise', () => {
    const x = parameter(at())
    expectTypeOf(jacobian(f, x)).toEqualTypeOf<Tensor>()
    expectTypeOf(hessian((x, y) => sum(mul(x, y)), [x, at()])).toEqualTypeOf<
      [[Tensor, Tensor], [Tensor, Tensor]]
    >()
    const graph = jacobian(f, x, { createGraph: true })
    expectTypeOf(graph).toEqualTypeOf<Variable>()
    expect(graph.node).toBeDefined()
  })
})

describe('what is refused', () => {
  const x = () => tensor([1, 2, 3], on)
  test.each<[string, () => unknown, string]>([
    [
      'a function of the value alone',
      () => jacobian((x) => new Variable(square(x.value)), x()),
      'jacobian: f(x) does not depend on x: it used none of it, or only its value',
    ],
    [
      'a function of a parameter alone',
      () => hessian(() => sum(square(parameter(x()))), x()),
      'hessian: f(x) does not depend on x',
    ],
    [
      'a function that gives a tensor',
      () => jacobian((x) => square(x.value) as never, x()),
      'jacobian: f(x) should be a variable, made by ops from x, not a tensor of shape [3]',
    ],
    ['whole numbers', () => jacobian((x) => x, tensor([1], { dtype: 'int32', ...on })), 'of floats'],
    [
      'x that is no tensor',
      () => vectorJacobianProduct((x) => x, 3 as never, 1),
      'vectorJacobianProduct: x should be a tensor or a variable, or a list of them, not the number 3',
    ],
    [
      'a Hessian of several elements',
      () => hessian((x) => square(x), x()),
      'hessian: f gives one element, not [3]; see jacobian',
    ],
    [
      'v of another shape than f(x)',
      () => vectorJacobianProduct((x) => sum(x), x(), x()),
      'vectorJacobianProduct: v has the shape of f(x), [], not [3]',
    ],
    [
      'v of another shape than x',
      () => hessianVectorProduct((x) => sum(square(x)), x(), tensor([1], on)),
      'hessianVectorProduct: v has the shape of x, [3], not [1]',
    ],
    [
      'one v for two inputs',
      () => hessianVectorProduct((x, y) => sum(mul(x, y)), [x(), x()], x() as never),
      'hessianVectorProduct: v is a list of 2, one for each input',
    ],
  ])('%s', (_, call, says) => {
    expect(call).toThrow(says)
  })

  test('by errors that say whose they are', () => {
    expect(() => hessian((x) => x, x())).toThrow(GradientError)
  })
})
