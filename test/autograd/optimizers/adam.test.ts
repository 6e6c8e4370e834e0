import { adam, adamW, OptimizerError, parameter } from '@cloze/autograd'
import { disposeOf, scope, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

test('is AdamW where nothing decays, to the bit', async () => {
  const [x, y] = [parameter(tensor([1, 2])), parameter(tensor([1, 2]))]
  const both = [adam({ x }), adamW({ x: y }, { weightDecay: 0 })]
  for (let step = 0; step < 5; step++)
    for (const each of both) scope(() => each.step([tensor([0.3, -step])], { learningRate: 0.1, scale: 0.7 }))
  expect(await x.data()).toEqual(await y.data())
  for (const each of both) each.dispose()
  disposeOf([x, y])
})

test.each([
  [{ beta1: 1 }, 'adam: beta1 is 1; it should be from 0 to less than 1'],
  [{ epsilon: -1 }, 'adam: epsilon is -1; it should be above 0, in float32 too'],
  [{ weightDecay: Number.NaN }, 'adam: weightDecay is NaN; it should be a number from 0'],
])('options out of their range are refused: %o', (options, says) => {
  expect(() => adam({}, options)).toThrow(new OptimizerError(says))
})
