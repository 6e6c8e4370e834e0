import { type NamedParameters, parameter } from '@cloze/autograd'
import { optimizerOf } from '@cloze/autograd/extend'
import { disposeOf, liveTensors, mul, reference, scope, sub, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

const descent = (parameters: NamedParameters) =>
  optimizerOf(parameters, {
    name: 'descent',
    buffers: [],
    begin:
      (_, learningRate) =>
      ({ parameter, gradient, scale }) => ({
        parameter: sub(parameter, mul(mul(gradient, scale), learningRate)),
        buffers: {},
      }),
  })

test('an optimizer of your own is its rule', async () => {
  const before = liveTensors()
  const x = parameter(tensor([1, 2], { device: reference }))
  const optimizer = descent(new Map([['x', x]]))
  scope(() => optimizer.step([tensor([4, 8], { device: reference })], { learningRate: 0.5, scale: 0.25 }))
  expect(await x.data()).toEqual(Float64Array.of(0.5, 1))
  expect(await optimizer.state()).toEqual({ optimizer: 'descent', step: 1, buffers: {} })
  optimizer.dispose()
  disposeOf(x)
  expect(liveTensors()).toBe(before)
})

test('one without parameters has nothing to move', async () => {
  const optimizer = descent(new Map())
  optimizer.step([], { learningRate: 1 })
  expect((await optimizer.state()).buffers).toEqual({})
})
