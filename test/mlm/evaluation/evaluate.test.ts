import { evaluate, evaluationBatches, maskedLanguageModel } from '@cloze/mlm'
import { disposeOf, liveTensors, reference, reshape, scope } from '@cloze/tensor'
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
    const outputs = scope(() => model.forward(batch, { logits: 'labelled' }))
    const found = await evaluate(maskedLanguageModel(model), batches)
    expect(found.loss).toBeCloseTo((await outputs.loss?.item()) ?? 0, 12)
    expect(found.perplexity).toBeCloseTo(Math.exp(found.loss), 9)
    disposeOf(outputs)
    model.dispose()
  })
  test('refuses logits that are no table, before it scores any', async () => {
    const model = modelOn(reference)
    const trainable = maskedLanguageModel(model)
    const flattened: Parameters<typeof evaluate>[0] = {
      loss(batch, context) {
        const { logits, ...rest } = trainable.loss(batch, context)
        return {
          ...rest,
          ...(logits && { logits: reshape(logits, [logits.shape.reduce((a, b) => a * b, 1)]) }),
        }
      },
    }
    const batches = evaluationBatches({ sequences, batchSize: 64, seed: 3, masking })
    await expect(evaluate(flattened, batches)).rejects.toThrow('needs a shape of 2 axes')
    model.dispose()
  })
})
