/** A parameter that training would never move is named, and nothing is left over. */
import { adamW, GradientError, parameter } from '@cloze/autograd'
import { train } from '@cloze/mlm'
import { disposeOf, liveTensors, square, sum, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

test('a parameter that the loss does not depend on ends training, by its name', async () => {
  const before = liveTensors()
  const parameters = new Map(
    ['used', 'lost'].map((name) => [name, parameter(tensor([1, 2, 3]), name)] as const),
  )
  const [used = expect.unreachable()] = parameters.values()
  const model = {
    parameters: () => parameters,
    loss: () => ({ loss: sum(square(used)), count: 1 }),
    size: () => ({ examples: 1, tokens: 1 }),
  }
  const options = { batches: [0], steps: 1, seed: 1, optimizer: adamW, schedule: () => 1e-3 }
  await expect(train(model, options)).rejects.toThrow(
    new GradientError(
      'gradients: the loss does not depend on variable 1, lost, of shape [3]: it was not used, or only its value was; leave it out, or pass allowUnused to get undefined for it',
    ),
  )
  disposeOf([...parameters.values()])
  expect(liveTensors()).toBe(before)
})
