/** Groups of positions that are chosen together, and how probable it is that these are. */
export interface PossibleChoice {
  /** The positions of a group share one outcome; see `MaskingStrategy.choose`. */
  readonly groups: readonly (readonly number[])[]
  readonly probability: number
}

/**
 * How probable each choice of positions is in a sequence of words that are one token each, none of them protected.
 * What the best possible prediction can be computed from: see `createFloor`.
 */
export type ChoiceDistribution =
  /** Each position with the probability of the rate, independently. */
  | { readonly kind: 'independent' }
  /** Every set of `budgetOf(length, rate)` positions is as probable as any other. */
  | { readonly kind: 'count' }
  /** One of a few choices, which follow from the length of the sequence. */
  | { readonly kind: 'listed'; of(length: number): readonly PossibleChoice[] }
  | { readonly kind: 'unknown'; readonly why: string }
