import { argmax, disposeOf, gather, logSoftmax, reshape, scope, tensor } from '@cloze/tensor'
import { axesOf } from '@cloze/tensor/extend'
import type { Batch } from '../data/batch.ts'
import { NonFiniteError } from '../errors.ts'
import type { Trainable } from '../training/trainable.ts'
import { yieldToEvents } from '../training/yield-to-events.ts'

/** How a model did at one predicted position. */
export interface TokenScore {
  /** −log probability of the true token, in nats. */
  readonly loss: number
  /** Whether the most probable token is the true one. */
  readonly correct: boolean
}

/** How a model did on batches: of all predicted tokens, and of each. */
export interface Evaluation {
  /** The mean over all predicted tokens, in nats. */
  readonly loss: number
  /** e to the loss. */
  readonly perplexity: number
  /** The share of predicted tokens that the model holds most probable and that are true. */
  readonly accuracy: number
  /** How many were predicted. */
  readonly tokens: number
  /** By sequence, in the order of the batches. */
  readonly scores: readonly (readonly TokenScore[])[]
}

/** All that evaluation knows of a model. */
export type Evaluable = Pick<Trainable<Batch>, 'loss'>

/**
 * Scores a model on batches whose masks are fixed. No dropout, and no tensor is left.
 * @param model one whose `loss` gives `logits` and `labels` where it is not in training
 * @throws RangeError if the batches hold no label; NonFiniteError if the loss is no finite number
 * @example
 * const options = { sequences: source.validation, batchSize: 32, seed: 1, masking: { tokenizer } }
 * const { loss, accuracy } = await evaluate(maskedLanguageModel(model), evaluationBatches(options))
 * loss // 5.267
 * accuracy // 0.0018
 */
export async function evaluate(model: Evaluable, batches: Iterable<Batch>): Promise<Evaluation> {
  const scores: TokenScore[][] = []
  for (const batch of batches) {
    scores.push(...(await scoreBatch(model, batch)))
    await yieldToEvents()
  }
  const all = scores.flat()
  if (all.length === 0) throw new RangeError('evaluate: there is nothing to predict in these batches')
  const loss = all.reduce((total, score) => total + score.loss, 0) / all.length
  if (!Number.isFinite(loss)) {
    const lost = all.filter((score) => !Number.isFinite(score.loss)).length
    throw new NonFiniteError(
      `the loss is ${loss}: of ${all.length} predictions ${lost} have no finite loss; the weights are so large that logits overflow float32`,
    )
  }
  return {
    loss,
    perplexity: Math.exp(loss),
    accuracy: all.filter(({ correct }) => correct).length / all.length,
    tokens: all.length,
    scores,
  }
}

async function scoreBatch(model: Evaluable, batch: Batch): Promise<TokenScore[][]> {
  const perSequence = Array.from({ length: batch.batchSize }, (): TokenScore[] => [])
  const positions = [...batch.labels.keys()].filter((position) => (batch.labels[position] ?? -1) >= 0)
  if (positions.length === 0) return perSequence
  const held = scope(() => {
    const { logits, labels } = model.loss(batch, { seed: 0, step: 0, firstExample: 0, training: false })
    if (!logits || !labels) throw new TypeError('evaluate: the model gives no logits')
    const [rows, classes] = axesOf(logits.shape, 2)
    const table = logSoftmax(logits.value)
    const flat = Int32Array.from(labels, (label, row) => row * classes + label)
    // The log-probability of each row's label, as one row of a table of single numbers.
    const cells = gather(reshape(table, [rows * classes, 1]), tensor(flat, { device: table.device }))
    return { cells, best: argmax(logits.value, { axes: [-1] }), labels }
  })
  try {
    const [losses, best] = [await held.cells.data(), await held.best.data()]
    positions.forEach((position, row) => {
      perSequence[Math.floor(position / batch.sequenceLength)]?.push({
        loss: -(losses[row] ?? Number.NaN),
        correct: best[row] === held.labels[row],
      })
    })
  } finally {
    disposeOf(held)
  }
  return perSequence
}
