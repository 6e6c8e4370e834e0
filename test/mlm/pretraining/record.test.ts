import { memoryStorage } from '@cloze/mlm'
import { readRecord, writeRecord } from '@cloze/mlm/pretraining'
import { expect, test } from 'vitest'

const record = {
  seed: 3,
  steps: 10,
  plannedSteps: 20,
  batchSize: 8,
  learningRate: 1e-3,
  warmup: 2,
  masking: { strategy: 'random', rate: 0.2 },
  sequenceLength: 64,
}

test('what a run writes of itself is read back', async () => {
  const storage = memoryStorage()
  await writeRecord(storage, record)
  expect(await readRecord(storage)).toEqual(record)
})

test('a folder without a record has none', async () => {
  expect(await readRecord(memoryStorage())).toBeUndefined()
})

for (const [content, says] of [
  ['{', 'trainer.json: is not JSON'],
  [JSON.stringify({ ...record, seed: 'one' }), 'trainer.json: is not what a run writes: seed: '],
  [JSON.stringify({ ...record, masking: { rate: 0.2 } }), 'masking.strategy: '],
])
  test(`a record that no run wrote is an error: ${says}`, async () => {
    const storage = memoryStorage()
    await storage.write('trainer.json', new TextEncoder().encode(content))
    await expect(readRecord(storage)).rejects.toThrow(says)
  })
