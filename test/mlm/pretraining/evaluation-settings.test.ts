import { memoryStorage } from '@cloze/mlm'
import { bertMasking, describeMasking } from '@cloze/mlm/masking'
import { evaluationSettingsOf, RecordError, writeRecord } from '@cloze/mlm/pretraining'
import { expect, test } from 'vitest'

const run = {
  seed: 7,
  steps: 10,
  plannedSteps: 10,
  batchSize: 4,
  learningRate: 1e-3,
  warmup: 1,
  masking: describeMasking({ ...bertMasking, rate: 0.3 }),
  sequenceLength: 24,
}

test('a model is measured by the seed, the masks and the length of its run', async () => {
  const storage = memoryStorage()
  await writeRecord(storage, run)
  const { masking, ...measure } = await evaluationSettingsOf(storage)
  expect(measure).toEqual({ seed: 7, splitSeed: 7, sequenceLength: 24 })
  expect(masking?.rate).toBe(0.3)
})

test('a model that no run made is measured by seed 1', async () => {
  expect(await evaluationSettingsOf(memoryStorage())).toEqual({ seed: 1, splitSeed: 1 })
})

test('a record that no run wrote is an error', async () => {
  const storage = memoryStorage()
  await storage.write('trainer.json', new TextEncoder().encode('{}'))
  await expect(evaluationSettingsOf(storage)).rejects.toThrow(RecordError)
})
