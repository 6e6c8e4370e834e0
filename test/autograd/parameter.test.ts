import { backward, clearGradients, parameter } from '@cloze/autograd'
import { add, cpu, disposeOf, full, scope, square, sum, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

describe('a parameter', () => {
  test('takes another value of its shape, and lets go of the one that it had', async () => {
    const [old, next] = [tensor([1, 2], on), tensor([3, 4], on)]
    const x = parameter(old)
    scope(() => x.assign(add(next, 1)))
    expect(old.disposed).toBe(true)
    expect(await values(x)).toEqual([[4, 5]])
    expect(() => x.assign(tensor([1], on))).toThrow("[1] can't replace [2]")
    expect(() => square(x).assign(next)).toThrow('square is no leaf')
  })

  test('is made of numbers too, as a tensor of them on cpu', async () => {
    const made = [parameter([[1, 2]], 'w'), parameter(Float32Array.of(3)), parameter(4)]
    expect(made.map(({ shape }) => shape)).toEqual([[1, 2], [1], []])
    expect(made.every(({ value, isParameter }) => isParameter && value.device === cpu)).toBe(true)
    expect(await values(...made)).toEqual([[1, 2], [3], [4]])
    expect(made[0]?.name).toBe('w')
  })

  test('says what it was given in place of a tensor', () => {
    const x = parameter(tensor([1, 2], on))
    const loose: (name: 'parameter' | 'assign', given: unknown) => void = (name, given) =>
      Reflect.apply(name === 'assign' ? x.assign : parameter, x, [given])
    const variable = 'needs a tensor, not a value of Variable; detach(x) gives its value'
    expect(() => loose('parameter', x)).toThrow(new TypeError(`parameter: ${variable}`))
    expect(() => loose('assign', square(x))).toThrow(new TypeError(`assign: ${variable}`))
    const numbers = '; tensor(x) makes one of numbers'
    expect(() => loose('parameter', undefined)).toThrow(`parameter: needs a tensor, not undefined${numbers}`)
    expect(() => loose('parameter', 'w')).toThrow(`parameter: needs a tensor, not the string "w"${numbers}`)
    expect(() => loose('assign', [1, 2])).toThrow(`assign: needs a tensor, not a value of Array${numbers}`)
    expect(() => loose('assign', null)).toThrow(`assign: needs a tensor, not null${numbers}`)
    expect(x.value.disposed).toBe(false)
  })

  test('takes no value that somebody else disposes of, or of another kind', () => {
    const [x, y] = [parameter(tensor([1, 2], on), 'x'), parameter(tensor([3, 4], on), 'y')]
    const taken = /^assign: the tensor is the value of y, which disposes of it; give its alias\(\)$/
    expect(() => x.assign(y.value)).toThrow(taken)
    expect(() => parameter(y.value)).toThrow('parameter: the tensor is the value of y')
    x.assign(y.value.alias())
    backward(sum(square(x)))
    expect(() => x.assign(x.gradient ?? y.value)).toThrow('assign: the value is its gradient')
    expect(() => x.assign(tensor([1, 2]))).toThrow("assign: a value on cpu can't replace one on reference")
    expect(() => x.assign(tensor([1, 2], { dtype: 'int32', ...on }))).toThrow(
      "assign: int32 can't replace float64",
    )
    const gone = tensor([1, 2], on)
    gone.dispose()
    expect(() => x.assign(gone)).toThrow('is used after it was disposed of')
    expect(x.value.disposed).toBe(false)
    const before = y.value
    y.assign(tensor([5, 6], on))
    expect(before.disposed).toBe(true)
    disposeOf([x, y])
  })

  test('is read as nested arrays too, and rejects where it was disposed of', async () => {
    const x = parameter(tensor([[1, 2], [3, 4]], on)) // biome-ignore format: a matrix
    expect(await x.toArray()).toEqual([[1, 2], [3, 4]]) // biome-ignore format: a matrix
    disposeOf(x)
    const read = [x.data(), x.item(), x.toArray()]
    for (const each of read) await expect(each).rejects.toThrow('is used after it was disposed of')
  })

  test('forgets its gradient when that is cleared', () => {
    const x = parameter(full([2], 1, on))
    backward(sum(square(x)))
    const { gradient } = x
    clearGradients([x])
    expect(gradient?.disposed).toBe(true)
    expect(x.gradient).toBeUndefined()
  })

  test('keeps its value and its gradient when a scope ends', async () => {
    const x = scope(() => {
      const made = parameter(tensor([1, 2], on))
      backward(sum(square(made)))
      return { weak: made }
    }).weak
    expect(await values(x, x.gradient ?? x)).toEqual([
      [1, 2],
      [2, 4],
    ])
  })

  test('is never of whole numbers', () => {
    expect(() => parameter(tensor([1], { dtype: 'int32', ...on }))).toThrow('needs floats')
  })
})
