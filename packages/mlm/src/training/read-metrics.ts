/** What a report tells of a step, read from the device. */
import type { Variable } from '@cloze/autograd'
import type { Tensor } from '@cloze/tensor'
import type { StepMetrics } from './step-metrics.ts'

/** What a batch was answered, where the model says so. */
export interface Answers {
  /** (N), int32. */
  readonly guesses: Tensor
  /** Of each row; below 0 where it has none. */
  readonly labels: Int32Array
}

/** Nothing where the model doesn't tell. */
export const answersOf = (predictions: Variable | undefined, labels: Int32Array | undefined): Answers[] =>
  predictions && labels ? [{ guesses: predictions.value, labels }] : []

/** What is on the device after a step. */
interface Readable {
  readonly loss: Tensor
  readonly norm: Tensor
  readonly answers: readonly Answers[]
}

export async function readAll(
  held: Readable,
): Promise<Pick<StepMetrics, 'loss' | 'gradientNorm' | 'accuracy'>> {
  const answered: { guesses: ArrayLike<number>; labels: Int32Array }[] = []
  for (const { guesses, labels } of held.answers) answered.push({ guesses: await guesses.data(), labels })
  return {
    loss: await held.loss.item(),
    gradientNorm: await held.norm.item(),
    accuracy: answered.length > 0 ? shareRight(answered) : undefined,
  }
}

/** Of the labels that count. */
function shareRight(answered: readonly { guesses: ArrayLike<number>; labels: Int32Array }[]): number {
  let [right, asked] = [0, 0]
  for (const { guesses, labels } of answered)
    for (const [row, label] of labels.entries()) {
      if (label < 0) continue
      asked += 1
      if (guesses[row] === label) right += 1
    }
  return right / asked
}
