/** What hooks are told, when, and in which order. */
import { adamW, parameter } from '@cloze/autograd'
import { train } from '@cloze/mlm'
import type { Trainable, TrainingHook, TrainingRun } from '@cloze/mlm/training'
import { disposeOf, liveTensors, square, sum, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

const setUp = () => {
  const w = parameter(tensor([1]), 'w')
  const model: Trainable<number> = {
    parameters: () => new Map([['w', w]]),
    loss: () => ({ loss: sum(square(w)), count: 1 }),
    size: () => ({ examples: 1, tokens: 2 }),
  }
  const told: string[] = []
  const hook = (name: string, more: TrainingHook = {}): TrainingHook => ({
    onLog: (report, run) => {
      told.push(`${name} report ${report.step}`)
      return more.onLog?.(report, run)
    },
    onStep: (report, run) => {
      told.push(`${name} step ${report.step}`)
      return more.onStep?.(report, run)
    },
    onEnd: ({ steps }) => void told.push(`${name} end ${steps}`),
  })
  const options = { batches: [0, 0, 0, 0], steps: 3, seed: 1, optimizer: adamW, schedule: () => 0.1 }
  return { w, model, told, hook, options }
}

test('hooks are called in the order of their list: reports, steps, and the end once', async () => {
  const { w, model, told, hook, options } = setUp()
  await train(model, { ...options, logEvery: 3, hooks: [hook('a'), hook('b')] })
  expect(told).toEqual([
    ...['a report 1', 'b report 1', 'a step 1', 'b step 1'],
    ...['a step 2', 'b step 2'],
    ...['a report 3', 'b report 3', 'a step 3', 'b step 3'],
    ...['a end 3', 'b end 3'],
  ])
  disposeOf(w)
})

test('a hook stops the run after the step that it is told of, and the others hear of the end', async () => {
  const { w, model, told, hook, options } = setUp()
  const stops = hook('a', { onLog: (_, run) => run.stop() })
  expect((await train(model, { ...options, hooks: [stops, hook('b')] })).steps).toBe(1)
  expect(told).toEqual(['a report 1', 'b report 1', 'a step 1', 'b step 1', 'a end 1', 'b end 1'])
  disposeOf(w)
})

test('an error of a hook ends the run, without an end, and leaves nothing', async () => {
  const before = liveTensors()
  const { w, model, told, hook, options } = setUp()
  const fails = hook('a', { onStep: () => Promise.reject(new Error('full')) })
  await expect(train(model, { ...options, hooks: [fails] })).rejects.toThrow('full')
  expect(told).toEqual(['a report 1', 'a step 1'])
  disposeOf(w)
  expect(liveTensors()).toBe(before)
})

test('the state is that after the step, at the end too where no step was taken', async () => {
  const { w, model, options } = setUp()
  const states: unknown[] = []
  const look = async (_: unknown, run: TrainingRun) => {
    const { step, batches, tokens, seed } = await run.state()
    states.push({ step, batches, tokens, seed })
  }
  await train(model, { ...options, hooks: [{ onStep: look }] })
  await train(model, { ...options, signal: AbortSignal.abort(), hooks: [{ onEnd: look }] })
  expect(states).toEqual([
    { step: 1, batches: 1, tokens: 2, seed: 1 },
    { step: 2, batches: 2, tokens: 4, seed: 1 },
    { step: 3, batches: 3, tokens: 6, seed: 1 },
    { step: 0, batches: 0, tokens: 0, seed: 1 },
  ])
  disposeOf(w)
})
