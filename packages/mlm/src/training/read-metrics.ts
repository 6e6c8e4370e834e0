/** The metrics of a step, read from the device. */
import type { Variable } from '@cloze/autograd'
import type { Tensor } from '@cloze/tensor'
import type { StepMetrics } from './step-metrics.ts'

/** What was predicted in a batch, and its labels. */
export interface StepPredictions {
  /** (N), int32. */
  readonly predictions: Tensor
  /** Of each row; below 0 where it has none. */
  readonly labels: Int32Array
}

/** Nothing where the model gives none. */
export const stepPredictions = (
  predictions: Variable | undefined,
  labels: Int32Array | undefined,
): StepPredictions[] => (predictions && labels ? [{ predictions: predictions.value, labels }] : [])

/** What is on the device after a step. */
interface Readable {
  readonly loss: Tensor
  readonly norm: Tensor
  readonly predictions: readonly StepPredictions[]
}

export async function readMetrics(
  held: Readable,
): Promise<Pick<StepMetrics, 'loss' | 'gradientNorm' | 'accuracy'>> {
  const values: { predictions: ArrayLike<number>; labels: Int32Array }[] = []
  for (const { predictions, labels } of held.predictions)
    values.push({ predictions: await predictions.data(), labels })
  return {
    loss: await held.loss.item(),
    gradientNorm: await held.norm.item(),
    accuracy: values.length > 0 ? accuracyOf(values) : undefined,
  }
}

/** Of the labels that count. */
function accuracyOf(values: readonly { predictions: ArrayLike<number>; labels: Int32Array }[]): number {
  let [right, asked] = [0, 0]
  for (const { predictions, labels } of values)
    for (const [row, label] of labels.entries()) {
      if (label < 0) continue
      asked += 1
      if (predictions[row] === label) right += 1
    }
  return right / asked
}
