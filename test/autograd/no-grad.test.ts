import { backward, detach, gradients, noGrad, parameter } from '@cloze/autograd'
import { add, disposeOf, exp, liveTensors, mul, scope, softmax, square, sum, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

describe('noGrad', () => {
  test('gives the same values, and records nothing', async () => {
    const x = parameter(tensor([1, 2], on))
    const inside = noGrad(() => softmax(exp(x)))
    expect(inside.node).toBeUndefined()
    expect(await values(inside)).toEqual(await values(softmax(exp(x))))
    expect(softmax(x).node).toBeDefined()
  })

  test('keeps nothing for a backward pass', () => {
    const x = parameter(tensor([1, 2], on))
    const before = liveTensors()
    const y = noGrad(() => exp(x))
    expect(liveTensors() - before).toBe(1)
    disposeOf(y)
  })

  test('may stand in another, and ends where an error does', () => {
    const x = parameter(tensor([1, 2], on))
    noGrad(() => {
      noGrad(() => square(x))
      expect(square(x).node).toBeUndefined()
    })
    expect(() =>
      noGrad(() => {
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(square(x).node).toBeDefined()
  })

  test('refuses what is asynchronous, and records again after it', () => {
    expect(() => noGrad(async () => 1)).toThrow('noGrad: the function is asynchronous; await outside')
    // biome-ignore lint/suspicious/noThenProperty: what is awaited has one
    expect(() => noGrad(() => ({ then: () => {} }))).toThrow('asynchronous')
    expect(square(parameter(tensor([1], on))).node).toBeDefined()
  })

  test('leaves a backward pass as it is, of either order', async () => {
    const x = parameter(tensor([1, 2], on))
    const [loss, again] = [sum(mul(square(x), x)), sum(mul(square(x), x))]
    const [dx] = noGrad(() => gradients(loss, [x]))
    const [first] = noGrad(() => gradients(again, [x], { createGraph: true }))
    const [ddx] = gradients(sum(first), [x])
    expect(await values(dx, first, ddx)).toEqual([
      [3, 12],
      [3, 12],
      [6, 12],
    ])
  })
})

describe('detach', () => {
  test('is the value in the same memory, which lives by itself', async () => {
    const x = parameter(tensor([1, 2], on))
    const y = detach(x)
    disposeOf(x)
    expect(await values(y, detach(y))).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  test('stops a gradient, of every order', async () => {
    const x = parameter(tensor([3], on))
    const [dx] = gradients(sum(mul(detach(square(x)), x)), [x], { createGraph: true })
    expect(await values(dx)).toEqual([[9]])
    expect(gradients(sum(dx), [x], { allowUnused: true })).toEqual([undefined])
  })

  test('says what it was given that has no value to give', () => {
    const loose = (given: unknown) => () => Reflect.apply(detach, undefined, [given])
    expect(loose(3)).toThrow(new TypeError('detach: needs a variable or a tensor, not the number 3'))
    expect(loose(undefined)).toThrow(new TypeError('detach: needs a variable or a tensor, not undefined'))
  })
})

describe('retainGraph', () => {
  test('lets a graph be walked again, and a pass without it is the last', async () => {
    const x = parameter(tensor([1, 2], on))
    scope(() => {
      const loss = sum(exp(x))
      const [first] = gradients(loss, [x], { retainGraph: true })
      const [second] = gradients(loss, [x])
      expect([first.shape, second.shape]).toEqual([[2], [2]])
      expect(() => gradients(loss, [x])).toThrow(
        'the graph was used by an earlier backward pass; pass retainGraph to keep it',
      )
    })
  })

  test('is an option of backward, which adds up', async () => {
    const x = parameter(tensor([1, 2], on))
    const loss = sum(square(x))
    backward(loss, { retainGraph: true })
    backward(loss)
    expect(await values(x.gradient ?? x)).toEqual([[4, 8]])
    expect(() => backward(loss)).toThrow('retainGraph')
  })

  test('keeps no more than the graph', () => {
    const x = parameter(tensor([1, 2], on))
    const loss = scope(() => sum(mul(exp(x), add(x, 1))))
    const before = liveTensors()
    disposeOf(gradients(loss, [x], { retainGraph: true }))
    expect(liveTensors()).toBe(before)
  })
})
