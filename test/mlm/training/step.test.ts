/** A step of several batches takes the gradients of one batch of them all. */
import { parameter, type Variable } from '@cloze/autograd'
import { BertForMaskedLM } from '@cloze/bert'
import { type Batch, maskedLanguageModel, train } from '@cloze/mlm'
import type { Gradients, Trainable } from '@cloze/mlm/training'
import {
  createCpu,
  type Device,
  disposeOf,
  liveTensors,
  mean,
  mul,
  reference,
  square,
  sub,
  tensor,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { batchesOf, settings, size, tokenizer } from './small.ts'

/** The rows of a batch, in as many batches as there are counts; the last has the rest. */
function split(batch: Batch, counts: readonly number[]): Batch[] {
  const { sequenceLength: length } = batch
  let start = 0
  return [...counts, batch.batchSize].flatMap((count) => {
    const end = Math.min(start + count, batch.batchSize)
    if (start === end) return []
    const rows = (values: Int32Array) => values.slice(start * length, end * length)
    const part = {
      batchSize: end - start,
      sequenceLength: length,
      inputIds: rows(batch.inputIds),
      labels: rows(batch.labels),
      attentionMask: rows(batch.attentionMask),
      tokenTypeIds: rows(batch.tokenTypeIds),
      ids: batch.ids.slice(start, end),
    }
    start = end
    return [part]
  })
}

/** What one step of these batches, with dropout, hands on to be clipped. */
async function handedOn(device: Device, batches: readonly Batch[]) {
  const dropout = { hiddenDropoutProb: 0.2, attentionProbsDropoutProb: 0.2 }
  const shape = { ...size, ...dropout, vocabSize: tokenizer.vocabularySize }
  const model = new BertForMaskedLM(shape, { device, seed: 3 })
  const found: number[] = []
  let count = 0
  const losses: number[] = []
  await train(maskedLanguageModel(model), {
    ...settings({ steps: 1 }),
    batches,
    accumulationSteps: batches.length,
    reduce: async (own) => {
      count = own.count
      for (const gradient of own.gradients) for (const value of await gradient.data()) found.push(value)
      return own
    },
    hooks: [{ onLog: ({ loss, accuracy = Number.NaN }) => void losses.push(loss, accuracy) }],
  })
  model.dispose()
  return { gradients: found, count, losses }
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, each) => sum + each * each, 0))
const distance = (found: readonly number[], right: readonly number[]) =>
  norm(right.map((value, index) => value - (found[index] ?? Number.NaN))) / norm(right)

const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
const indices = fc.nat(5)

for (const { device, bound } of [
  { device: reference, bound: 1e-13 },
  { device: createCpu(), bound: 2 ** -21 },
])
  test.prop([cuts, indices], { numRuns: 15 })(
    `on ${device.name}: gradients, loss, accuracy, however the rows are shared out and the labels among them`,
    async (counts, index) => {
      const batches = batchesOf()
      for (let passed = 0; passed < index; passed++) batches.next()
      const batch = batches.next().value
      const [whole, parts] = [await handedOn(device, [batch]), await handedOn(device, split(batch, counts))]
      expect(parts.count).toBe(whole.count)
      expect(distance(parts.gradients, whole.gradients)).toBeLessThan(bound)
      expect(distance(parts.losses, whole.losses)).toBeLessThan(bound)
    },
  )

describe('a model of one number', () => {
  type Points = { readonly x: readonly number[]; readonly y: readonly number[] }
  const pointsOf = (w: Variable): Trainable<Points> => ({
    parameters: () => new Map([['w', w]]),
    loss({ x, y }) {
      if (x.length === 0) return { loss: w, count: 0 }
      return { loss: mean<Variable>(square(sub(mul(tensor([...x]), w), tensor([...y])))), count: x.length }
    },
    size: ({ x }) => ({ examples: x.length, tokens: x.length }),
  })
  const run = async (batches: readonly Points[], options: Partial<Parameters<typeof train<Points>>[1]>) => {
    const before = liveTensors()
    const w = parameter(tensor([1]), 'w')
    const losses: number[] = []
    const seen: { batches: number; tokens: number }[] = []
    const result = await train(pointsOf(w), {
      ...settings({ steps: 9, warmup: 0 }),
      batches,
      hooks: [
        {
          onLog: ({ loss }) => void losses.push(loss),
          onStep: async (_, training) => {
            const { batches, tokens } = await training.state()
            seen.push({ batches, tokens })
          },
        },
      ],
      ...options,
    }).finally(() => {
      disposeOf(w)
      expect(liveTensors()).toBe(before)
    })
    return { ...result, losses, seen }
  }
  const [a, b, c] = [
    { x: [1], y: [3] },
    { x: [1, 1, 1], y: [1, 1, 1] },
    { x: [], y: [] },
  ] as const

  test('counts a prediction as much in a small batch as in a large one', async () => {
    expect((await run([a, b], { accumulationSteps: 2 })).losses).toEqual([1]) // 4 and three times 0
  })

  test('passes over batches that ask for nothing, and takes no step where all do', async () => {
    const found = await run([a, c, c, c, c, b], { accumulationSteps: 2 })
    expect(found.steps).toBe(2)
    expect(found.seen).toEqual([
      { batches: 2, tokens: 1 },
      { batches: 6, tokens: 4 },
    ])
  })

  test('takes a last step of what is left', async () => {
    const found = await run([b, b, a], { accumulationSteps: 2 })
    expect(found.steps).toBe(2)
    expect(found.losses[0]).toBe(0)
  })

  test('draws no batch that it has no use for', async () => {
    let drawn = 0
    function* counted() {
      for (;;) {
        drawn += 1
        yield b
      }
    }
    await run(counted() as Iterable<Points> as readonly Points[], { accumulationSteps: 3, steps: 2 })
    expect(drawn).toBe(6)
  })

  test('leaves a generator where it is, for the next run; at its end it says so', async () => {
    let drawn = 0
    function* six() {
      for (; drawn < 6; drawn++) yield b
    }
    const batches = six() as Iterable<Points> as readonly Points[]
    for (const steps of [2, 4]) expect((await run(batches, { steps })).steps).toBe(steps)
    await expect(run(batches, { steps: 1 })).rejects.toThrow(
      'train: there are no batches; a generator that was drawn to its end gives no more',
    )
  })

  test('goes on with what a reduction gives, and reports it', async () => {
    const reduce = vi.fn(async ({ gradients, loss, count }: Gradients) => ({
      gradients: gradients.map((each) => mul(each, 2)),
      loss: mul(loss, 2),
      count: 2 * count,
    }))
    const { losses } = await run([a, a], { reduce, steps: 1 })
    expect(losses).toEqual([8])
    expect(reduce).toHaveBeenCalledTimes(1)
  })

  test('leaves nothing where a reduction fails', async () => {
    const failed = run([a, b], { accumulationSteps: 2, reduce: () => Promise.reject(new Error('lost')) })
    await expect(failed).rejects.toThrow('lost')
  })

  test('leaves nothing where a later batch fails', async () => {
    const wrong = { x: [1, 2], y: [1, 2, 3] }
    await expect(run([a, wrong], { accumulationSteps: 2 })).rejects.toThrow('sub')
  })

  test.each([
    [{ steps: Number.NaN }, 'train: steps is a whole number from 0, not NaN'],
    [{ steps: 2.5 }, 'train: steps is a whole number from 0, not 2.5'],
    [{ logEvery: 0 }, 'train: logEvery is a positive integer, not 0'],
  ])('is not of %o', async (options, says) => {
    await expect(run([a], options)).rejects.toThrow(new RangeError(says))
  })

  test.each([0, 1.5, Number.NaN])('is not made of %d batches a step', async (accumulationSteps) => {
    await expect(run([a], { accumulationSteps })).rejects.toThrow(
      new RangeError(`train: accumulationSteps is a positive integer, not ${accumulationSteps}`),
    )
  })
})
