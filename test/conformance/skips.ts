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

/** Whether a GPU is given these numbers in the operand of this number: query, key and value, counted around. */
export const isGiven = (op: string, operand: number, values: readonly number[]): boolean =>
  !attends.includes(op) || operand % 3 === 2 || values.every((x) => Math.abs(x) !== Number.POSITIVE_INFINITY)
