import { BertForMaskedLM } from '@cloze/bert'
import {
  type Batch,
  evaluate,
  evaluationBatches,
  grammarSequences,
  grammarTokenizer,
  linearSchedule,
  maskedLanguageModel,
  type StepReport,
  train,
  trainingBatches,
} from '@cloze/mlm'
import { createCpu, type Device, liveTensors, reference } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

const tokenizer = grammarTokenizer()
const shape = {
  hiddenSize: 16,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 32,
  maxPositionEmbeddings: 32,
}
const modelOn = (device: Device = createCpu()) =>
  new BertForMaskedLM({ ...shape, vocabSize: tokenizer.vocabularySize }, { device, seed: 3 })
const masking = { tokenizer }
const sequences = grammarSequences(tokenizer, { seed: 3, stream: 'training', count: 64 })
const options = { steps: 30, learningRate: 1e-2, warmup: 5, seed: 3 }
const batchesOf = () => trainingBatches({ sequences, batchSize: 8, seed: 3, masking })

/** The same batch again and again. */
function* repeated(): Generator<Batch> {
  const { value } = batchesOf().next()
  for (;;) yield value
}

describe('training', () => {
  test('lowers the loss, and reports each step', async () => {
    const model = modelOn()
    const reports: StepReport[] = []
    await train(maskedLanguageModel(model), {
      ...options,
      batches: repeated(),
      onStep: (report) => void reports.push(report),
    })
    expect(reports.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(reports.at(-1)?.loss).toBeLessThan((reports[0]?.loss ?? 0) - 1)
    expect(reports[0]?.learningRate).toBe(0)
    model.dispose()
  })

  test('leaves no tensor but the parameters, and the same memory at steps 10 and 110', async () => {
    const before = liveTensors()
    const device = createCpu()
    const model = modelOn(device)
    const parameters = liveTensors() - before
    const seen = new Map<number, unknown>()
    await train(maskedLanguageModel(model), {
      ...options,
      steps: 110,
      batches: repeated(),
      onStep: ({ step }) =>
        void seen.set(step, {
          memory: device.memory(),
          live: liveTensors(),
          handles: process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length,
        }),
    })
    expect(seen.get(110)).toEqual(seen.get(10))
    expect(liveTensors() - before).toBe(parameters)
    model.dispose()
    expect(liveTensors()).toBe(before)
    expect(device.memory().live).toBeLessThan(2048) // the device's own table
  })

  test('leaves no tensor after an error in the middle of a step', async () => {
    const model = modelOn()
    const before = liveTensors()
    const [batch] = evaluationBatches({ sequences, batchSize: 4, seed: 3, masking })
    if (batch === undefined) throw new Error('no batch')
    const trainable = maskedLanguageModel(model)
    const failing = {
      ...trainable,
      loss: (...given: Parameters<typeof trainable.loss>) => {
        trainable.loss(...given)
        throw new Error('in the middle')
      },
    }
    await expect(train(failing, { ...options, batches: [batch] })).rejects.toThrow('in the middle')
    expect(liveTensors()).toBe(before)
    model.dispose()
  })

  test('that diverges says so, and leaves no tensor', async () => {
    const model = modelOn()
    const before = liveTensors()
    const failed = train(maskedLanguageModel(model), {
      ...options,
      learningRate: 1e38,
      warmup: 0,
      batches: repeated(),
    })
    await expect(failed).rejects.toThrow('training diverged; try a lower learning rate than 1e+38')
    expect(liveTensors()).toBe(before)
    model.dispose()
  })

  test('stops after the step in which it is asked to', async () => {
    const model = modelOn()
    const controller = new AbortController()
    const { steps } = await train(maskedLanguageModel(model), {
      ...options,
      batches: batchesOf(),
      signal: controller.signal,
      onStep: ({ step }) => (step === 4 ? controller.abort() : undefined),
    })
    expect(steps).toBe(4)
    model.dispose()
  })
})

describe('evaluation', () => {
  test('leaves no tensor, and scores every label once', async () => {
    const model = modelOn()
    const before = liveTensors()
    const batches = [...evaluationBatches({ sequences, batchSize: 5, seed: 3, masking })]
    const found = await evaluate(maskedLanguageModel(model), batches)
    const labels = batches.flatMap((batch) => [...batch.labels].filter((label) => label >= 0))
    expect(found.tokens).toBe(labels.length)
    expect(found.scores).toHaveLength(64)
    expect(liveTensors()).toBe(before)
    model.dispose()
  })

  test('is the mean of the losses that the model itself gives', async () => {
    const model = modelOn(reference)
    const batches = [...evaluationBatches({ sequences, batchSize: 64, seed: 3, masking })]
    const [batch] = batches
    if (batch === undefined) throw new Error('no batch')
    const { loss } = model.forward(batch, { logits: 'labelled' })
    const found = await evaluate(maskedLanguageModel(model), batches)
    expect(found.loss).toBeCloseTo((await loss?.item()) ?? 0, 12)
    expect(found.perplexity).toBeCloseTo(Math.exp(found.loss), 9)
    loss?.value.dispose()
    model.dispose()
  })
})

test('the schedule rises in a line, then falls in a line to 0', () => {
  expect([0, 5, 10, 55, 100, 120].map((step) => linearSchedule(step, 10, 100))).toEqual([
    0, 0.5, 1, 0.5, 0, 0,
  ])
  expect(linearSchedule(0, 0, 10)).toBe(1)
})
