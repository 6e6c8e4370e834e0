import type { Random } from '@cloze/tensor'

/** Which tokens a strategy chooses from, and how many. */
export interface Choice {
  /** Positions that may be chosen, ascending; special and padding tokens are not among them. */
  readonly candidates: readonly number[]
  /** The share of the candidates to choose, 0 … 1. */
  readonly rate: number
  readonly random: Random
}

/** A way to choose the tokens that a model learns to predict. */
export interface MaskingStrategy {
  /** As on the command line. */
  readonly name: string
  /** @returns some of the candidates, ascending; at least one if there are any and the rate isn't 0 */
  choose(choice: Choice): number[]
}
