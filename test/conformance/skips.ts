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
