import { type BertForMaskedLM, savePretrained, type WritableFolder } from '@cloze/bert'
import type { Batch } from '../data/batch.ts'
import type { BatchLoss, LossContext, Trainable } from './trainable.ts'

/** A model that can be trained on masked batches, and saved as a Hugging Face folder. */
export interface MaskedLanguageModel extends Trainable<Batch> {
  /** Writes `model.safetensors` and `config.json`. */
  save(files: WritableFolder): Promise<void>
}

/**
 * BERT as something to train: the loss at the masked positions, with logits there alone.
 * @example
 * const { training: sequences } = source
 * const [batch] = trainingBatches({ sequences, batchSize: 4, seed: 1, masking: { tokenizer } })
 * const trainable = maskedLanguageModel(model)
 * batch && trainable.size(batch).examples // 4
 */
export const maskedLanguageModel = (model: BertForMaskedLM): MaskedLanguageModel => ({
  parameters: () => model.parameters(),
  loss(batch: Batch, { seed, step, firstExample, training }: LossContext): BatchLoss {
    if (training) {
      const found = model.loss(batch, { positions: 'labelled', dropout: { seed, step, firstExample } })
      return { ...found, count: found.labels.length }
    }
    const { loss, logits, labels } = model.forward(batch, { logits: 'labelled' })
    if (loss === undefined || labels === undefined) throw new TypeError('a batch without labels has no loss')
    return { loss, logits, labels, count: labels.length }
  },
  size: ({ batchSize, attentionMask }) => ({
    examples: batchSize,
    tokens: attentionMask.reduce((total, one) => total + one, 0),
  }),
  save: (files) => savePretrained(files, model),
})
