import { evaluate, evaluationBatches, maskedLanguageModel } from '@cloze/mlm'
import { liveTensors, reference } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { masking, modelOn, sequences } from '../training/small.ts'

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
