/** What the page's worker does: training, and ways to go wrong. */
import { BertForMaskedLM } from '@cloze/bert'
import { bertRecipe, grammarSource, maskedLanguageModel, train, trainingBatches } from '@cloze/mlm'
import { matmul, zeros } from '@cloze/tensor'
import { serveTasks, type TaskContext } from '@cloze/tensor/worker'

export const tasks = serveTasks({
  /** Trains a small model, and reports each step's loss. */
  async train({ steps }: { steps: number }, { report, signal }: TaskContext<{ step: number; loss: number }>) {
    const { tokenizer, training, longest } = grammarSource(1)
    const model = new BertForMaskedLM(
      {
        vocabSize: tokenizer.vocabularySize,
        hiddenSize: 32,
        numHiddenLayers: 1,
        numAttentionHeads: 2,
        intermediateSize: 64,
        maxPositionEmbeddings: longest,
      },
      { seed: 1 },
    )
    const result = await train(maskedLanguageModel(model), {
      batches: trainingBatches({ sequences: training, batchSize: 8, seed: 1, masking: { tokenizer } }),
      ...bertRecipe({ learningRate: 1e-2, warmup: 3, steps }),
      steps,
      seed: 1,
      signal,
      hooks: [{ onLog: ({ step, loss }) => report({ step, loss }) }],
    })
    model.dispose()
    return { steps: result.steps }
  },

  /** A product of shapes that don't fit. */
  fail: () => void matmul(zeros([8, 64]), zeros([32, 16])),
})
