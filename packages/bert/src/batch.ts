import type { BertConfig } from './config.ts'

/**
 * Sequences of one length, row by row: element (b, s) is at b·sequenceLength + s.
 * @example
 * const ones = Int32Array.of(1, 1, 1)
 * const batch: MaskedBatch = {
 *   batchSize: 1,
 *   sequenceLength: 3,
 *   inputIds: Int32Array.of(2, 7, 3),
 *   attentionMask: ones,
 *   tokenTypeIds: new Int32Array(3),
 * }
 * model.forward(batch, { logits: 'all' }).logits.shape[0] // 3
 */
export interface MaskedBatch {
  readonly batchSize: number
  readonly sequenceLength: number
  /** 0 … vocabSize − 1. */
  readonly inputIds: Int32Array
  /** 1 at tokens, 0 at padding. */
  readonly attentionMask: Int32Array
  /** The segment of each token: 0 … typeVocabSize − 1. */
  readonly tokenTypeIds: Int32Array
  /** The true token where it is to be predicted, −100 elsewhere. */
  readonly labels?: Int32Array
}

/**
 * A batch that the model can't take; the message names what, where and what would be right.
 * @example
 * model.forward({ ...batch, sequenceLength: 4 }, { logits: 'all' })
 * // throws BatchError: inputIds has 6 values, but 2 sequences of 4 have 8
 */
export class BatchError extends Error {
  override readonly name = 'BatchError'
}

/** The label of a position that is not predicted: PyTorch's convention. */
export const IGNORED = -100

export function checkBatch(batch: MaskedBatch, config: BertConfig): void {
  const { batchSize, sequenceLength } = batch
  if (sequenceLength > config.maxPositionEmbeddings)
    throw new BatchError(
      `a sequence of ${sequenceLength} tokens is longer than the model's ${config.maxPositionEmbeddings} positions`,
    )
  const limits = { inputIds: config.vocabSize, tokenTypeIds: config.typeVocabSize, attentionMask: 2 }
  for (const [name, values] of Object.entries({
    inputIds: batch.inputIds,
    attentionMask: batch.attentionMask,
    tokenTypeIds: batch.tokenTypeIds,
    ...(batch.labels && { labels: batch.labels }),
  }))
    if (values.length !== batchSize * sequenceLength)
      throw new BatchError(
        `${name} has ${values.length} values, but ${batchSize} sequences of ${sequenceLength} have ${batchSize * sequenceLength}`,
      )
  for (const name of ['inputIds', 'tokenTypeIds', 'attentionMask'] as const)
    checkRange(name, batch[name], limits[name])
  if (batch.labels) checkRange('labels', batch.labels, config.vocabSize, IGNORED)
}

function checkRange(name: string, values: Int32Array, below: number, except?: number): void {
  const wrong = values.findIndex((value) => value !== except && (value < 0 || value >= below))
  if (wrong >= 0)
    throw new BatchError(
      `${name}[${wrong}] is ${values[wrong]}, but must be in 0…${below - 1}${except === undefined ? '' : ` or ${except}`}`,
    )
}
