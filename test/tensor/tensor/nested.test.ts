/** Numbers and arrays as operands, and what is none: from TypeScript and from plain JavaScript. */
import { parameter, Variable } from '@cloze/autograd'
import {
  add,
  concatenate,
  elementwise,
  layerNorm,
  linear,
  matmul,
  mul,
  type Operand,
  type Result,
  reference,
  type Scalar,
  softmax,
  sum,
  Tensor,
  tensor,
} from '@cloze/tensor'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

const on = { device: reference }
const t = () => tensor([1, 2], on)
const kinds = 'must be a tensor, a variable, a number or an array of numbers'
const v = () => parameter(tensor([1, 2], on))

describe('what is no operand is refused in a line that says what it was and what would be right', () => {
  test.each([
    ['null', () => null, 'null'],
    ['a string', () => 'abc', 'the string "abc"'],
    ['a boolean', () => true, 'the boolean true'],
    ['a bigint', () => 1n, 'the bigint 1'],
    ['a promise', async () => t(), 'a promise: await it first'],
    ['a function', () => add, 'a function'],
    ['a record', () => ({ shape: [1] }), 'a value of Object'],
    ['another class', () => new Date(0), 'a value of Date'],
    ['an object of no class', () => Object.create(null), 'a value of no class'],
  ])('%s', (_, make, said) => {
    const wrong: never = make() as never
    expect(() => add(t(), wrong)).toThrow(new TypeError(`add: operand 1 ${kinds}, not ${said}`))
    expect(() => matmul(tensor([[1]], on), wrong)).toThrow(
      new TypeError(`matmul: an operand ${kinds}, not ${said}`),
    )
    expect(() => sum(wrong)).toThrow(new TypeError(`sum: an operand ${kinds}, not ${said}`))
    expect(() => add(v(), wrong)).toThrow(new TypeError(`add: operand 1 ${kinds}, not ${said}`))
  })

  test('undefined is an operand that is missing', () => {
    const missing: never = undefined as never
    expect(() => add(t(), missing)).toThrow('add: takes (x0, x1), but x1 is missing')
    expect(() => matmul(tensor([[1]], on), missing)).toThrow(`matmul: an operand ${kinds}, not undefined`)
  })

  test.each([
    ['a string', ['a'], 'the string "a"'],
    ['a hole', new Array<number>(1), 'undefined'],
    ['null', [[1], [null]], 'null'],
  ])('%s among numbers', (_, wrong, said) => {
    expect(() => add(t(), wrong as never)).toThrow(
      new TypeError(`add: an array of numbers has ${said} in it`),
    )
  })

  test('a tensor among numbers', () => {
    expect(() => add(t(), [t(), 1] as never)).toThrow(
      new TypeError('add: an array of numbers has a value of Tensor in it'),
    )
  })
})

describe('types', () => {
  test('a tensor in gives a tensor, a variable anywhere a variable', () => {
    expectTypeOf(add(t(), [1, 2])).toEqualTypeOf<Tensor>()
    expectTypeOf(add([1, 2], t())).toEqualTypeOf<Tensor>()
    expectTypeOf(add(v(), t())).toEqualTypeOf<Variable>()
    expectTypeOf(add(t(), v())).toEqualTypeOf<Variable>()
    expectTypeOf(concatenate([t(), v()])).toEqualTypeOf<Variable>()
    const [weight, bias] = [parameter(tensor([[1, 2]], on)), parameter(tensor([1], on))]
    expectTypeOf(linear(t(), weight)).toEqualTypeOf<Variable>()
    expectTypeOf(linear(t(), weight, bias)).toEqualTypeOf<Variable>()
    expectTypeOf(linear(t(), [[1, 2]], [1])).toEqualTypeOf<Tensor>()
    expectTypeOf(linear(t(), weight, [1])).toEqualTypeOf<Variable>()
    expectTypeOf(layerNorm(t(), v(), [0, 0])).toEqualTypeOf<Variable>()
  })

  test('what may be either gives either, but beside a variable a variable', () => {
    const open = t() as Tensor | Variable
    expectTypeOf(mul(open, 2)).toEqualTypeOf<Tensor | Variable>()
    expectTypeOf(sum(open)).toEqualTypeOf<Tensor | Variable>()
    expectTypeOf(mul(open, v())).toEqualTypeOf<Variable>()
    expectTypeOf(concatenate([open, t()])).toEqualTypeOf<Tensor | Variable>()
    expectTypeOf(concatenate([open, v()])).toEqualTypeOf<Variable>()
  })

  test('a generic function may say that it gives what its operand makes of it', () => {
    const swish = <O extends Operand>(x: O): Result<O> => mul(x, softmax(add(x, 1)))
    expectTypeOf(swish(t())).toEqualTypeOf<Tensor>()
    expectTypeOf(swish(v())).toEqualTypeOf<Variable>()
  })

  test('a function of operands composes without a cast, generic or not', async () => {
    const generic = <O extends Operand>(x: O) => softmax(add(mul(x, 2), [0, 1]))
    expectTypeOf(generic(t())).toEqualTypeOf<Tensor>()
    expectTypeOf(generic(v())).toEqualTypeOf<Variable>()
    const plain = (x: Operand) => sum(mul(x, [1, 2]))
    const composed = plain(plain(t()))
    expect(composed).toBeInstanceOf(Tensor)
    expect(plain(generic(v()))).toBeInstanceOf(Variable)
    const swish = elementwise('swish', (x: Scalar) => x.div(x.neg().exp().add(1)))
    expectTypeOf(swish(plain(v()))).not.toBeAny()
    expectTypeOf(swish(v())).toEqualTypeOf<Variable>()
  })

  test('what is no operand does not compile', () => {
    const never = () => {
      // @ts-expect-error a string
      add(t(), 'a')
      // @ts-expect-error null
      add(t(), null)
      // @ts-expect-error a promise
      add(t(), Promise.resolve(t()))
      // @ts-expect-error a boolean
      add(t(), true)
      // @ts-expect-error an option that is not there
      sum(t(), { axis: 0 })
    }
    expect(never).toBeTypeOf('function')
  })
})

test('the elements come back in the arrays that they came in', async () => {
  for (const values of [7, [], [[], []], [[[1, 2]], [[3, 4]]]]) {
    const x = tensor(values, { device: reference })
    expect(await x.toArray()).toEqual(values)
    x.dispose()
  }
  const whole = tensor([[1], [-2]], { dtype: 'int32', device: reference })
  expect(await whole.toArray()).toEqual([[1], [-2]])
  whole.dispose()
})
