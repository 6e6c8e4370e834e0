import type { BertForMaskedLM } from '@cloze/bert'
import { scope, softmax } from '@cloze/tensor'
import { axesOf } from '@cloze/tensor/extend'
import type { Batch } from '../data/batch.ts'

/** The distribution over the vocabulary at each labelled position of a batch, in order. */
export async function probabilities(model: BertForMaskedLM, batch: Batch): Promise<Float64Array[]> {
  const rows = scope(() => softmax(model.forward(batch, { logits: 'labelled' }).logits.value))
  try {
    const [count, classes] = axesOf(rows.shape, 2)
    const values = await rows.data()
    return Array.from({ length: count }, (_, row) =>
      Float64Array.from(values.subarray(row * classes, (row + 1) * classes)),
    )
  } finally {
    rows.dispose()
  }
}
