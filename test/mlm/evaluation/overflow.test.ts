import { BertForMaskedLM } from '@cloze/bert'
import { evaluate, evaluationBatches, fillMask, maskedLanguageModel } from '@cloze/mlm'
import { sequences } from '@cloze/mlm/data'
import { NonFiniteError } from '@cloze/mlm/inference'
import { trainWordLevel } from '@cloze/mlm/tokenizer'
import { liveTensors } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { drawnBut } from '../../bert/drawn-values.ts'

const tokenizer = trainWordLevel(['the cat sat on the mat'], { vocabularySize: 10 })

/** Whose scores are beyond float32, though each weight is a finite number. */
async function overflowing(): Promise<BertForMaskedLM> {
  const settings = {
    vocabSize: 10,
    hiddenSize: 4,
    numHiddenLayers: 1,
    numAttentionHeads: 1,
    intermediateSize: 4,
    maxPositionEmbeddings: 16,
  }
  const extremes = new Map([
    ['cls.predictions.transform.LayerNorm.weight', new Float32Array(4).fill(3e38)],
    [
      'bert.embeddings.word_embeddings.weight',
      Float32Array.from({ length: 40 }, (_, index) => Math.sin(index) * 100),
    ],
  ])
  return new BertForMaskedLM(settings, {}, await drawnBut(settings, extremes))
}

test('scores beyond float32 are an error, not a table of NaN', async () => {
  const before = liveTensors()
  const model = await overflowing()
  const filled = fillMask(model, tokenizer, 'the [MASK] sat')
  await expect(filled).rejects.toThrow(NonFiniteError)
  await expect(filled).rejects.toThrow(
    'the probabilities at [MASK] 1 are NaN: the weights are so large that logits overflow float32',
  )
  const batches = evaluationBatches({
    sequences: sequences(tokenizer, ['the cat sat on the mat'], 16),
    batchSize: 1,
    seed: 1,
    masking: { tokenizer },
  })
  const measured = evaluate(maskedLanguageModel(model), batches)
  await expect(measured).rejects.toThrow(NonFiniteError)
  await expect(measured).rejects.toThrow(/^the loss is NaN: of \d+ predictions \d+ have no finite loss/)
  model.dispose()
  expect(liveTensors()).toBe(before)
})
