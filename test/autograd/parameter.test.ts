import { backward, clearGradients, parameter } from '@cloze/autograd'
import { add, full, scope, square, sum, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { on, values } from './on-reference.ts'

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
