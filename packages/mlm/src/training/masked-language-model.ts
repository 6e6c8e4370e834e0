import type { BertForMaskedLM } from '@cloze/bert'
import type { Batch } from '../data/batch.ts'
import type { BatchLoss, LossContext, Trainable } from './trainable.ts'

/** BERT as something to train: the loss at the masked positions, with scores there alone. */
export const maskedLanguageModel = (model: BertForMaskedLM): Trainable<Batch> => ({
  parameters: () => model.parameters(),
  loss(batch: Batch, { seed, step, training }: LossContext): BatchLoss {
    if (training) {
      const found = model.loss(batch, { positions: 'labelled', dropout: { seed, step } })
      return { ...found, count: found.labels.length }
    }
    const { loss, logits, labels = new Int32Array() } = model.forward(batch, { logits: 'labelled' })
    if (loss === undefined) throw new TypeError('a batch without labels has no loss')
    return { loss, logits, labels, count: labels.length }
  },
})
