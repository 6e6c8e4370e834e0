import type { Random } from '@cloze/tensor'
import { bertChannel, type Channel, chosenEmission, corrupt, MASK } from './floor/channel.ts'
import { type Predictor, scoreTokens } from './floor/predictor.ts'

// The loops over the vocabulary run for every scored token. Their bounds are the arrays' own, so `as number` says what
// holds; `?? 0` there would be a branch in the hottest place, and hide a mistake.

/** Sequences of word numbers, uncorrupted; `UNKNOWN` counts as a neighbour, but is never predicted. */
export type Sequences = readonly ArrayLike<number>[]

/**
 * The unigram baseline: each word as often as in training, whatever is visible.
 * @param training sequences of word numbers, 0 … vocabularySize−1
 * @param smoothing is added to every count
 * @example
 * const [distribution] = unigram([[0, 0, 1]], 3).predict([-1], [0])
 * distribution // [0.5556, 0.3333, 0.1111]
 */
export function unigram(training: Sequences, vocabularySize: number, smoothing = 0.5): Predictor {
  const frequency = frequencies(training, vocabularySize, smoothing)
  return { predict: (_, chosen) => chosen.map(() => frequency) }
}

/**
 * The two-sided bigram baseline: p(word | left, right) ∝ p(word | left) · p(word | right) / p(word), times what
 * the channel says of a word that is visible at the chosen position itself. A neighbour that shows `[MASK]`
 * drops out; the sequence's edge and an unknown word are neighbours like any other.
 *
 * Bigrams are mixed with unigrams by Witten & Bell's rule (1991, method C), with two constants chosen on every
 * tenth training sequence, shown through the channel, when the others were counted.
 * @param random draws the corruption of those sequences
 * @example
 * const training = Array.from({ length: 100 }, () => [0, 1, 2])
 * const [distribution] = twoSidedBigram(training, 3, random(1)).predict([0, -1, 2], [1])
 * distribution // [0.00001, 0.99999, 0.00001]
 */
export function twoSidedBigram(
  training: Sequences,
  vocabularySize: number,
  random: Random,
  channel: Channel = bertChannel,
): Predictor {
  const tuning = firstWords(
    training.filter((_, index) => index % 10 === 9),
    TUNING_WORDS,
  )
  const shown = tuning.map((sequence) => corrupt(sequence, vocabularySize, random, channel))
  const counting = training.filter((_, index) => index % 10 !== 9)
  const counted = count(counting, vocabularySize)
  const losses = mixtures.map((mixture) => {
    const predictor = predictorOf(counted, mixture, channel)
    return shown
      .flatMap(({ visible, labels }) => scoreTokens(predictor, visible, labels))
      .reduce((sum, { loss }) => sum + loss, 0)
  })
  const best = mixtures[losses.indexOf(Math.min(...losses))] ?? mixtures[0]
  return predictorOf(count(training, vocabularySize), best, channel)
}

/** Two constants need no more than this to be chosen well. */
const TUNING_WORDS = 10_000

/** As many sequences from the start as hold `limit` words. */
function firstWords(sequences: Sequences, limit: number): Sequences {
  let words = 0
  return sequences.filter((sequence) => {
    words += sequence.length
    return words <= limit
  })
}

/** The bigram's share is trust · n / (n + novelty · t) after a word seen n times beside t different words. */
interface Mixture {
  readonly trust: number
  readonly novelty: number
}

const mixtures: readonly [Mixture, ...Mixture[]] = [
  { trust: 0.9, novelty: 1 },
  ...[0.5, 0.8, 0.95, 0.98, 0.995].flatMap((trust) => [0.3, 1, 3].map((novelty) => ({ trust, novelty }))),
]

/** What follows (or precedes) a word in training. */
interface Neighbours {
  readonly counts: Map<number, number>
  total: number
}

interface Counts {
  readonly frequency: Float64Array
  /** What stands to the right of each neighbour, at its `neighbourPlace`. */
  readonly rightOf: readonly Neighbours[]
  readonly leftOf: readonly Neighbours[]
}

/** Words stand at their numbers; after them what is outside the sequence, and what is outside the vocabulary. */
function neighbourPlace(word: number | undefined, vocabularySize: number): number {
  if (word === undefined) return vocabularySize
  return word < 0 ? vocabularySize + 1 : word
}

function count(sequences: Sequences, vocabularySize: number): Counts {
  const empty = () =>
    Array.from({ length: vocabularySize + 2 }, (): Neighbours => ({ counts: new Map(), total: 0 }))
  const rightOf = empty()
  const leftOf = empty()
  const see = (neighbours: Neighbours | undefined, word: number) => {
    if (neighbours === undefined)
      throw new RangeError(`twoSidedBigram: a word outside 0…${vocabularySize - 1}`)
    neighbours.counts.set(word, (neighbours.counts.get(word) ?? 0) + 1)
    neighbours.total++
  }
  for (const sequence of sequences)
    for (let position = 0; position < sequence.length; position++) {
      const word = sequence[position] as number
      if (word < 0) continue
      see(rightOf[neighbourPlace(sequence[position - 1], vocabularySize)], word)
      see(leftOf[neighbourPlace(sequence[position + 1], vocabularySize)], word)
    }
  return { frequency: frequencies(sequences, vocabularySize, 0.5), rightOf, leftOf }
}

function predictorOf({ frequency, rightOf, leftOf }: Counts, mixture: Mixture, channel: Channel): Predictor {
  const size = frequency.length
  return {
    predict: (visible, chosen) =>
      chosen.map((position) => {
        const before = visible[position - 1]
        const after = visible[position + 1]
        const here = visible[position] as number
        const { any, same } = chosenEmission(channel, here, size)

        const weights = frequency.slice()
        if (before !== MASK)
          multiplyByRatio(weights, rightOf[neighbourPlace(before, size)], frequency, mixture)
        if (after !== MASK) multiplyByRatio(weights, leftOf[neighbourPlace(after, size)], frequency, mixture)
        for (let word = 0; word < weights.length; word++)
          (weights[word] as number) *= word === here ? any + same : any
        return normalise(weights)
      }),
  }
}

/** Multiplies each word's weight by p(word | neighbour) / p(word). */
function multiplyByRatio(
  weights: Float64Array,
  neighbours: Neighbours | undefined,
  frequency: Float64Array,
  { trust, novelty }: Mixture,
): void {
  if (neighbours === undefined) throw new RangeError('twoSidedBigram: a visible word outside the vocabulary')
  const { counts, total } = neighbours
  if (total === 0) return
  const share = (trust * total) / (total + novelty * counts.size)
  const unseen = 1 - share
  // All words as if never seen beside the neighbour; then what that lacks for those that were.
  for (let word = 0; word < weights.length; word++) (weights[word] as number) *= unseen
  for (const [word, times] of counts)
    (weights[word] as number) *= 1 + (share * times) / (total * (frequency[word] as number) * unseen)
}

function frequencies(sequences: Sequences, vocabularySize: number, smoothing: number): Float64Array {
  const counts = new Float64Array(vocabularySize).fill(smoothing)
  for (const sequence of sequences)
    for (let position = 0; position < sequence.length; position++) {
      const word = sequence[position] as number
      if (word >= 0) (counts[word] as number)++
    }
  return normalise(counts)
}

/** Scales `weights` in place to add up to 1. */
function normalise(weights: Float64Array): Float64Array {
  let total = 0
  for (const weight of weights) total += weight
  for (let word = 0; word < weights.length; word++) (weights[word] as number) /= total
  return weights
}
