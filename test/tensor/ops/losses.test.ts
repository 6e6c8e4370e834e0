/** Values and gradients that PyTorch 2.15 gives, in float64. */
import { gradients, Variable } from '@cloze/autograd'
import { binaryCrossEntropyWithLogits, meanSquaredError, scope, sum, tensor, zeros } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { closeTo, read } from './read.ts'

eachLeavesNoTensor()

describe.each(hostDevices)('on $name', (device) => {
  const logits = [-800, -2, 0, 0.5, 800]
  const targets = [0, 0.3, 1, 0.5, 1]

  test("a binary cross-entropy is PyTorch's, where σ is 0 or 1 too", async () => {
    const loss = () => binaryCrossEntropyWithLogits(tensor(logits, { device }), tensor(targets, { device }))
    closeTo(await read(loss), 0.4288304351566049)
    const gradient = await read(() => {
      const x = new Variable(tensor(logits, { device }), undefined, true)
      const [dx] = gradients(binaryCrossEntropyWithLogits(x, tensor(targets, { device })), [x])
      return dx
    })
    closeTo(gradient, 0, -0.03615941559557649, -0.1, 0.02449186624037092, 0)
  })

  test('its gradient is exact where the probability is small', async () => {
    const gradient = await read(() => {
      const x = new Variable(tensor([-50], { device }), undefined, true)
      const [dx] = gradients(binaryCrossEntropyWithLogits(x, zeros([1], { device })), [x])
      return dx
    })
    expect(Math.abs((gradient[0] ?? 0) / Math.exp(-50) - 1)).toBeLessThan(1e-5)
  })

  test('its second derivative is σ·(1 − σ), at 0 and far from it', async () => {
    const found = await read(() => {
      const x = new Variable(tensor([0, 100, -100], { device }), undefined, true)
      const loss = binaryCrossEntropyWithLogits(x, tensor([0.5, 0, 1], { device }))
      const [first] = gradients(loss, [x], { createGraph: true })
      const [second] = gradients(sum<Variable>(first), [x])
      return second
    })
    closeTo(found, 0.25 / 3, 0, 0)
  })

  test('a confident mistake costs as much as its logit', async () => {
    const [one, zero] = [tensor([1], { device }), tensor([1000], { device })]
    expect(await read(() => binaryCrossEntropyWithLogits(zero, zeros([1], { device })))).toEqual([1000])
    expect(await read(() => binaryCrossEntropyWithLogits(zero, one))).toEqual([0])
    for (const each of [one, zero]) each.dispose()
  })

  test('an infinite logit costs ∞ where the target leaves room for the other class', async () => {
    const logits = [Infinity, -Infinity]
    const loss = () =>
      binaryCrossEntropyWithLogits(tensor(logits, { device }), tensor([0.5, 0.5], { device }))
    expect(await read(loss)).toEqual([Infinity])
  })

  test('a mean squared error is the mean of the squares', async () => {
    const loss = () => meanSquaredError(tensor([[1, 2, 5]], { device }), tensor([[1, 4, 2]], { device }))
    closeTo(await read(loss), 13 / 3)
    expect(await read(() => meanSquaredError(tensor(3, { device }), tensor(1, { device })))).toEqual([4])
  })
})

test('a target of another shape is not repeated but refused', () => {
  scope(() => {
    for (const [name, loss] of Object.entries({ meanSquaredError, binaryCrossEntropyWithLogits })) {
      expect(() => loss(zeros([3, 1]), zeros([3]))).toThrow(`${name}: needs equal shapes, not [3, 1] and [3]`)
      expect(() => loss(zeros([3]), 1)).toThrow(`${name}: needs equal shapes, not [3] and []`)
      expect(() => loss(zeros([0]), zeros([0]))).toThrow('no elements')
    }
  })
})
