/** Says how probable each word is at masked positions; a model, a baseline and the floor are compared as these. */
export interface Predictor {
  /**
   * A distribution over the vocabulary for each of `chosen`.
   * @param visible the words shown, as numbers; −1 for `[MASK]`
   * @param chosen the positions to predict
   */
  predict(visible: ArrayLike<number>, chosen: readonly number[]): Float64Array[]
}

/** How a predictor did at one chosen position. */
export interface ScoredToken {
  /** In the sequence, from 0. */
  readonly position: number
  /** −log probability of the true word, in nats. */
  readonly loss: number
  /** Whether the most probable word (the first of equals) is the true one. */
  readonly correct: boolean
  /** The probability of the most probable word: how often `correct` is to be expected if the predictor is exact. */
  readonly confidence: number
}

/**
 * Scores `predictor` on one sequence.
 * @param visible the words shown, as numbers; −1 for `[MASK]`
 * @param labels the true word at each chosen position; negative where a position was not chosen
 * @throws RangeError where the two differ in length, or a label is no word
 * @example
 * const uniform: Predictor = { predict: (_, chosen) => chosen.map(() => Float64Array.of(0.5, 0.25, 0.25)) }
 * scoreTokens(uniform, [0, -1], [-1, 0]) // [{ position: 1, loss: 0.6931, correct: true, confidence: 0.5 }]
 */
export function scoreTokens(
  predictor: Predictor,
  visible: ArrayLike<number>,
  labels: ArrayLike<number>,
): ScoredToken[] {
  if (visible.length !== labels.length)
    throw new RangeError(`scoreTokens: ${visible.length} visible words but ${labels.length} labels`)
  const chosen = Array.from(labels, (_, position) => position).filter((p) => (labels[p] as number) >= 0)
  if (chosen.length === 0) return []
  return predictor.predict(visible, chosen).map((distribution, index) => {
    const position = chosen[index] as number
    const label = labels[position] as number
    if (label >= distribution.length)
      throw new RangeError(
        `scoreTokens: label ${label} at ${position} is outside 0…${distribution.length - 1}`,
      )
    const best = argmax(distribution)
    return {
      position,
      loss: -Math.log(distribution[label] as number),
      correct: best === label,
      confidence: distribution[best] as number,
    }
  })
}

function argmax(values: Float64Array): number {
  let best = 0
  for (let index = 1; index < values.length; index++)
    if ((values[index] as number) > (values[best] as number)) best = index
  return best
}
