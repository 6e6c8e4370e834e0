import { apply, attention, cpu, type Device, liveTensors, ops, reference, tensor } from '@cloze/tensor'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let before = 0
beforeEach(() => {
  before = liveTensors()
})
afterEach(() => {
  expect(liveTensors()).toBe(before)
})

describe.each<[string, Device]>([
  ['by its definition', reference],
  ['by a kernel', cpu],
])('outside a scope, an op that runs %s', (_, device) => {
  test('leaves its output and nothing beside it', async () => {
    const x = tensor([[[1, 2, 4]]], { device })
    const [weight, bias] = [tensor([1, 1, 1], { device }), tensor([0, 0, 0], { device })]
    const y = apply(ops.layerNorm, [x, weight, bias], { epsilon: 1e-12 })
    const context = attention(x, x, x, undefined, { heads: 1 })
    expect(liveTensors() - before).toBe(5)
    expect(await context.data()).toEqual(await x.data())
    for (const each of [x, weight, bias, y, context]) each.dispose()
  })
})
