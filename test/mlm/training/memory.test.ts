/** What training leaves in memory, when it goes well and when it doesn't. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { evaluate, evaluationBatches, fillMask, maskedLanguageModel, train } from '@cloze/mlm'
import { createCpu, type Device, liveTensors } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { probabilities } from '../../../packages/mlm/src/inference/probabilities.ts'
import { batchesOf, masking, modelOn, repeated, sequences, settings, tokenizer } from './small.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** The bytes of all array buffers that something holds. The first collection's buffers go with the second. */
function arrayBuffers(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

test('heap top, live tensors, handles and array buffers are equal at steps 10 and 110', async () => {
  const before = liveTensors()
  const device = createCpu()
  const first = modelOn(device)
  await train(maskedLanguageModel(first), { ...settings({ steps: 10 }), batches: repeated(5) })
  first.dispose()
  const { live } = device.memory() // the device's own table, and its kernels, which the threads read
  const model = modelOn(device)
  const parameters = liveTensors() - before
  const seen = new Map<number, unknown>()
  const look = (step: number) => {
    seen.set(step, {
      memory: device.memory(),
      live: liveTensors(),
      arrayBuffers: arrayBuffers(),
      handles: process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length,
    })
  }
  await train(maskedLanguageModel(model), {
    ...settings({ steps: 110 }),
    batches: repeated(5), // of five shapes
    hooks: [{ onStep: ({ step }) => (step % 100 === 10 ? look(step) : undefined) }],
  })
  expect(seen.get(110)).toEqual(seen.get(10))
  expect(liveTensors() - before).toBe(parameters)
  model.dispose()
  expect(liveTensors()).toBe(before)
  expect(device.memory().live).toBe(live)
})

describe('no tensor is left after an error', () => {
  /** A device that has no room left after so many allocations. */
  function limited() {
    const device = createCpu()
    let [made, most] = [0, Number.POSITIVE_INFINITY]
    const allocate = (...given: Parameters<typeof device.allocate>) => {
      made += 1
      if (made > most) throw new Error('no room')
      return device.allocate(...given)
    }
    const limit = (count: number) => {
      most = made + count
    }
    return { device: { ...device, allocate }, limit, made: () => made }
  }
  const oneStep = () => ({ ...settings({ steps: 1, warmup: 0 }), batches: repeated(1) })

  test('wherever in a step it happens: in the forward pass, the gradients, the optimizer', async () => {
    const { device, limit, made } = limited()
    const model = modelOn(device)
    const start = made()
    await train(maskedLanguageModel(model), oneStep())
    const all = made() - start
    const before = { live: liveTensors(), bytes: device.memory().live }
    for (let count = 0; count < all; count += 7) {
      limit(count)
      await expect(train(maskedLanguageModel(model), oneStep())).rejects.toThrow('no room')
      expect({ live: liveTensors(), bytes: device.memory().live }, `after ${count} of ${all}`).toEqual(before)
    }
    limit(Number.POSITIVE_INFINITY)
    model.dispose()
  })

  /** A device from which nothing can be read. */
  const mute = (): Device => ({ ...createCpu(), download: () => Promise.reject(new Error('lost')) })

  for (const [name, read] of [
    ['train', (model) => train(maskedLanguageModel(model), oneStep())],
    ['evaluate', (model) => evaluate(maskedLanguageModel(model), scored())],
    ['probabilities', (model) => probabilities(model, batchesOf().next().value)],
    ['fillMask', (model) => fillMask(model, tokenizer, 'the [MASK] sees the cat')],
  ] satisfies [string, (model: ReturnType<typeof modelOn>) => Promise<unknown>][])
    test(`of a read: ${name}`, async () => {
      const model = modelOn(mute())
      const before = liveTensors()
      await expect(read(model)).rejects.toThrow('lost')
      expect(liveTensors()).toBe(before)
      model.dispose()
    })
})

const scored = () => evaluationBatches({ sequences, batchSize: 8, seed: 3, masking })
