import { adamW, gradients, OptimizerError, parameter } from '@cloze/autograd'
import { disposeOf, liveTensors, reference, scope, square, sum, tensor } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'

/** The algorithm as Loshchilov & Hutter 2019 print it, on one number. */
function byHand(start: number, gradientsOfSteps: readonly number[], rate: number, decay: number): number {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]
  let [x, m, v] = [start, 0, 0]
  gradientsOfSteps.forEach((g, index) => {
    const t = index + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    const [mHat, vHat] = [m / (1 - beta1 ** t), v / (1 - beta2 ** t)]
    x -= rate * (mHat / (Math.sqrt(vHat) + epsilon) + decay * x)
  })
  return x
}

const numbers = fc.double({ min: -10, max: 10, noNaN: true })

test.prop([numbers, fc.array(numbers, { maxLength: 8 }), fc.double({ min: 0, max: 1, noNaN: true })])(
  'is the algorithm of its paper',
  async (start, all, weightDecay) => {
    const x = parameter(tensor([start], { device: reference }))
    const optimizer = adamW(new Map([['x', x]]), { weightDecay })
    for (const each of all)
      scope(() => optimizer.step([tensor([each], { device: reference })], { learningRate: 0.01 }))
    expect(await x.item()).toBeCloseTo(byHand(start, all, 0.01, weightDecay), 10)
    optimizer.dispose()
    disposeOf(x)
  },
)

test('a first step goes as far as the learning rate, as its example says', async () => {
  const before = liveTensors()
  const w = parameter(tensor([1, 2]))
  const optimizer = adamW(new Map([['w', w]]), { weightDecay: 0 })
  scope(() => optimizer.step(gradients(sum(square(w)), [w]), { learningRate: 0.1 }))
  const [a, b] = await w.data()
  expect(a).toBeCloseTo(0.9, 6)
  expect(b).toBeCloseTo(1.9, 6)
  optimizer.dispose()
  disposeOf(w)
  expect(liveTensors()).toBe(before)
})

test.each([
  [{ beta1: 1 }, 'adamw: beta1 is 1; it should be from 0 to less than 1'],
  [{ beta2: -0.1 }, 'adamw: beta2 is -0.1; it should be from 0 to less than 1'],
  [{ epsilon: 0 }, 'adamw: epsilon is 0; it should be above 0, in float32 too'],
  [{ weightDecay: Number.NaN }, 'adamw: weightDecay is NaN; it should be a number from 0'],
])('options out of their range are refused: %o', (options, says) => {
  expect(() => adamW(new Map(), options)).toThrow(new OptimizerError(says))
})

test('a state of billions of steps goes on at once: what its powers come to no longer changes', async () => {
  const w = parameter(tensor([1, 2]))
  const optimizer = adamW(new Map([['w', w]]))
  optimizer.load({ ...(await optimizer.state()), step: 3e9 })
  scope(() => optimizer.step([w.value], { learningRate: 0.1 }))
  expect((await optimizer.state()).step).toBe(3e9 + 1)
  optimizer.dispose()
  disposeOf(w)
})
