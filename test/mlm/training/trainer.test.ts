import { adamW, GradientError, parameter } from '@cloze/autograd'
import { maskedLanguageModel, train } from '@cloze/mlm'
import type { StepMetrics, StepProgress } from '@cloze/mlm/training'
import { cpu, disposeOf, liveTensors, square, sum, tensor } from '@cloze/tensor'
import { describe, expect, test, vi } from 'vitest'
import { batchesOf, modelOn, repeated, settings } from './small.ts'

describe('training', () => {
  test('lowers the loss, and tells of each step and of each loss', async () => {
    const model = modelOn()
    const steps: StepProgress[] = []
    const losses: StepMetrics[] = []
    await train(maskedLanguageModel(model), {
      ...settings(),
      batches: repeated(1),
      hooks: [{ onStep: (report) => void steps.push(report), onLog: (report) => void losses.push(report) }],
    })
    const numbers = Array.from({ length: 30 }, (_, i) => i + 1)
    expect(steps.map(({ step }) => step)).toEqual(numbers)
    expect(losses.map(({ step }) => step)).toEqual(numbers)
    expect(losses.at(-1)?.loss).toBeLessThan((losses[0]?.loss ?? 0) - 1)
    expect(losses.at(-1)?.accuracy).toBeGreaterThan(losses[0]?.accuracy ?? 1)
    expect(steps[0]?.learningRate).toBe(0)
    model.dispose()
  })

  test('reads the device only where a report is due: the first step, the last, and every so many', async () => {
    const read: number[] = []
    let step = 0
    const argmax = vi.fn(cpu.argmax)
    const device = {
      ...cpu,
      argmax,
      download: (...given: Parameters<typeof cpu.download>) => {
        read.push(step)
        return cpu.download(...given)
      },
    }
    const model = modelOn(device)
    const reported: number[] = []
    await train(maskedLanguageModel(model), {
      ...settings({ steps: 23 }),
      logEvery: 10,
      batches: batchesOf(),
      hooks: [
        {
          onLog: (report) => void reported.push(report.step),
          onStep: (report) => {
            step = report.step
          },
        },
      ],
    })
    expect(reported).toEqual([1, 10, 20, 23])
    expect([...new Set(read)]).toEqual(reported.map((one) => one - 1)) // `step` is that of the step before
    expect(argmax).toHaveBeenCalledTimes(0) // the loss gives the likeliest tokens too
    model.dispose()
  })

  test('waits for the device once a step', async () => {
    const synchronize = vi.fn(async () => {})
    const model = modelOn({ ...cpu, synchronize })
    await train(maskedLanguageModel(model), { ...settings({ steps: 7 }), logEvery: 5, batches: batchesOf() })
    expect(synchronize).toHaveBeenCalledTimes(7)
    model.dispose()
  })

  test('gives the same parameters however seldom the loss is read', async () => {
    const [often, seldom] = [modelOn(), modelOn()]
    const common = settings({ steps: 12 })
    await train(maskedLanguageModel(often), { ...common, batches: batchesOf() })
    await train(maskedLanguageModel(seldom), { ...common, batches: batchesOf(), logEvery: 100 })
    for (const [name, variable] of often.parameters())
      expect(await seldom.parameters().get(name)?.data()).toEqual(await variable.data())
    often.dispose()
    seldom.dispose()
  })

  test('passes over a batch that asks for nothing: no step, no report, no change', async () => {
    const model = modelOn()
    const batches = [batchesOf().next().value, batchesOf().next().value].map((batch, index) =>
      index === 0 ? { ...batch, labels: batch.labels.map(() => -100) } : batch,
    )
    const losses: StepMetrics[] = []
    const hooks = [{ onLog: (report: StepMetrics) => void losses.push(report) }]
    expect((await train(maskedLanguageModel(model), { ...settings(), batches, hooks })).steps).toBe(1)
    expect(losses.map(({ step }) => step)).toEqual([1])
    expect(losses[0]?.accuracy).not.toBeNaN()
    model.dispose()
  })

  test('does not count what the hooks take as time of the steps', async () => {
    const model = modelOn()
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 700))
    const { seconds, tokensPerSecond } = await train(maskedLanguageModel(model), {
      ...settings({ steps: 2 }),
      batches: repeated(1),
      hooks: [{ onLog: pause, onStep: pause }],
    })
    expect(seconds).toBeLessThan(1.4) // the pauses are 2.8
    const { value } = batchesOf().next()
    const tokens = 2 * value.attentionMask.filter((one) => one === 1).length
    expect(tokensPerSecond).toBeCloseTo(tokens / seconds, 6)
    model.dispose()
  })

  test.for([1, 100])('that diverges says so, with a look at the loss every %i steps', async (logEvery) => {
    const model = modelOn()
    const before = liveTensors()
    const failed = train(maskedLanguageModel(model), {
      ...settings({ learningRate: 1e38, warmup: 0 }),
      logEvery,
      batches: repeated(1),
    })
    await expect(failed).rejects.toThrow(
      'training diverged; try a lower learning rate than 1e+38, or more warmup than 0 steps',
    )
    expect(liveTensors()).toBe(before)
    model.dispose()
  })

  test('stops after the step in which it is asked to', async () => {
    const model = modelOn()
    const controller = new AbortController()
    const { steps } = await train(maskedLanguageModel(model), {
      ...settings(),
      batches: batchesOf(),
      signal: controller.signal,
      hooks: [{ onStep: ({ step }) => (step === 4 ? controller.abort() : undefined) }],
    })
    expect(steps).toBe(4)
    model.dispose()
  })
})

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
