/** What a device is let off, and why. */
export interface Skip {
  readonly device: string
  readonly op: string
  readonly reason: string
}

export const skips: readonly Skip[] = []

const saved =
  'takes the log-sum-exp of its own scores, and an infinite score beside a finite one is of no attention; special numbers go through the gradient of the op, which hands it what belongs together'

/** The ops whose own operands are ordinary numbers alone, and why. */
export const ordinaryAlone: Readonly<Record<string, string>> = {
  oneHot: 'takes whole numbers alone',
  attentionGradient: saved,
  packedAttentionGradient: saved,
}

/**
 * The ops that a GPU is given no infinite query or key, and why: a score of −∞ lies below that of a key that may not be
 * seen (−1e30), so a query all of whose keys have it would weigh those that it may not see; how many of them there are,
 * a GPU does not count. NaN is drawn there, and infinite values are.
 */
const attends: readonly string[] = ['attention', 'packedAttention']

/** Of query, key and value, counted around: no query or key that is infinite. */
const ofAttention = (operand: number, values: readonly number[]): boolean =>
  operand % 3 === 2 || values.every((x) => Math.abs(x) !== Number.POSITIVE_INFINITY)

/**
 * Of the gradient and the op's output, counted around: no log-probability of +∞, which none is. What e to it is, times 0,
 * a GPU may take for 0.
 */
const ofLogSoftmax = (operand: number, values: readonly number[]): boolean =>
  operand % 2 === 0 || !values.includes(Number.POSITIVE_INFINITY)

/** Whether a GPU is given these numbers in the operand of this number. */
export const isGiven = (op: string, operand: number, values: readonly number[]): boolean => {
  if (attends.includes(op)) return ofAttention(operand, values)
  return op !== 'logSoftmaxGradient' || ofLogSoftmax(operand, values)
}
