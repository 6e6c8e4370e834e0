import { gradients, OptimizerError, parameter, sgd } from '@cloze/autograd'
import { disposeOf, reference, scope, sum, tensor } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'

const numbers = fc.double({ min: -10, max: 10, noNaN: true })

test.prop([numbers, fc.array(numbers, { maxLength: 8 }), fc.double({ min: 0, max: 0.99, noNaN: true })])(
  'is the algorithm of its paper',
  async (start, all, momentum) => {
    const x = parameter(tensor([start], { device: reference }))
    const optimizer = sgd({ x }, { momentum, learningRate: 0.01 })
    let [expected, velocity] = [start, 0]
    for (const g of all) {
      scope(() => optimizer.step([tensor([g], { device: reference })]))
      velocity = momentum * velocity + g
      expected -= 0.01 * velocity
    }
    expect(await x.item()).toBeCloseTo(expected, 10)
    optimizer.dispose()
    disposeOf(x)
  },
)

test('keeps nothing of a parameter without momentum, and its velocity with it', async () => {
  const x = parameter(tensor([1, 2]))
  const kept = [sgd({ x }), sgd({ x }, { momentum: 0.9 })] as const
  for (const each of kept) scope(() => each.step(gradients(sum(x), [x]), { learningRate: 0.5 }))
  const [bare, moving] = await Promise.all(kept.map((each) => each.state()))
  expect(bare?.buffers).toEqual({})
  expect(moving?.buffers).toEqual({ velocity: { x: Float32Array.of(1, 1) } })
  for (const each of kept) each.dispose()
  disposeOf(x)
})

test.each([
  [{ momentum: 1 }, 'sgd: momentum is 1; it should be from 0 to less than 1'],
  [{ momentum: Number.NaN }, 'sgd: momentum is NaN; it should be from 0 to less than 1'],
  [{ momentum: 0.9, dampening: 2 }, 'sgd: dampening is 2; it should be from 0 to 1'],
  [{ nesterov: true }, 'sgd: nesterov needs a momentum, and no dampening'],
  [{ nesterov: true, momentum: 0.9, dampening: 0.1 }, 'sgd: nesterov needs a momentum, and no dampening'],
  [{ weightDecay: -1 }, 'sgd: weightDecay is -1; it should be a number from 0'],
])('options out of their range are refused: %o', (options, says) => {
  expect(() => sgd({}, options)).toThrow(new OptimizerError(says))
})
