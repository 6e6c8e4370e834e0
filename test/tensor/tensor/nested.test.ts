/** Numbers and arrays as operands, and what is none: from TypeScript and from plain JavaScript. */
import { parameter, Variable } from '@cloze/autograd'
import {
  add,
  concatenate,
  elementwise,
  gather,
  layerNorm,
  linear,
  matmul,
  mul,
  type Operand,
  reference,
  type Scalar,
  scatterAdd,
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
const v = () => parameter(tensor([1, 2], on))
const read = async (x: { data(): Promise<ArrayLike<number>> }) => Array.from(await x.data())

describe('arrays and numbers are operands', () => {
  test('nested arrays are as many axes as they are deep, typed arrays one', async () => {
    expect(await read(add(t(), [10, 20]))).toEqual([11, 22])
    expect(await read(add([[10], [20]], t()))).toEqual([11, 12, 21, 22])
    expect(await read(mul(t(), Float32Array.of(3, 4)))).toEqual([3, 8])
    expect(await read(matmul(tensor([[1, 2]], on), [[3], [4]]))).toEqual([11])
  })

  test('where ids are taken, they are whole numbers', async () => {
    const table = tensor([[1], [2], [3]], on)
    expect(await read(gather(table, [0, 2]))).toEqual([1, 3])
    expect(gather(table, [[0, 2]]).shape).toEqual([1, 2, 1])
    expect(gather(table, 1).shape).toEqual([1])
    expect(await read(scatterAdd(t(), [1, 1], 2))).toEqual([0, 3])
    expect(() => gather(table, [0.5])).toThrow(
      new RangeError('gather: ids are whole numbers, but one is 0.5'),
    )
    expect(() => gather(table, [3])).toThrow(new RangeError('gather: ids[0] is 3, but must be in 0…2'))
  })

  test('rows of different lengths are refused by the op', () => {
    expect(() => add(t(), [[1, 2], [3]])).toThrow(
      'add: a part at depth 1 has 1 elements, where [2, 2] needs 2',
    )
    expect(() => add(t(), [1, [2]])).toThrow(
      'add: a part at depth 1 has 1 elements, where [2] needs a number',
    )
  })
})

describe('what is no operand is refused in a line that says what it was and what would be right', () => {
  const kinds = 'must be a tensor, a variable, a number or an array of numbers'
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
    expect(() => matmul(tensor([[1]], on), wrong)).toThrow(new TypeError(`matmul: b ${kinds}, not ${said}`))
    expect(() => sum(wrong)).toThrow(new TypeError(`an operand ${kinds}, not ${said}`))
    expect(() => add(v(), wrong)).toThrow(new TypeError(`add: operand 1 ${kinds}, not ${said}`))
  })

  test('undefined is an operand that is missing', () => {
    const missing: never = undefined as never
    expect(() => matmul(tensor([[1]], on), missing)).toThrow('matmul: takes (a, b), but b is missing')
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
