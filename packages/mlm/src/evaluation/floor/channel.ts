import type { Random } from '@cloze/tensor'
import type { ChoiceLaw } from '../../masking/law.ts'
import { type Masking, maskingDefaults } from '../../masking/masking.ts'
import { rateAt } from '../../masking/rate.ts'

/** What stands in a visible sequence for `[MASK]`; words are numbered from 0. */
export const MASK = -1

/** What stands in a sequence for `[UNK]`: it can be seen, but is never chosen, as masking never chooses it. */
export const UNKNOWN = -2

/**
 * How a sequence is corrupted: each position is chosen independently with probability `maskRate`, and if none
 * was, all are drawn anew. What a chosen position then shows has the other three probabilities, which add up
 * to 1. Devlin et al. 2019, BERT, §3.1.
 */
export interface Channel {
  /** The probability that a position is chosen. */
  readonly maskRate: number
  /** Shows `[MASK]`. */
  readonly masked: number
  /** Shows a word drawn uniformly from the whole vocabulary, possibly the true one. */
  readonly replaced: number
  /** Shows the true word. */
  readonly kept: number
}

/**
 * What a chosen position shows, and how often one is chosen: at the end of a run, for a rate that changes.
 * @example
 * channelOf({ rate: 0.2 }) // { maskRate: 0.2, masked: 0.8, replaced: 0.1, kept: 0.1 }
 */
export function channelOf(masking: Masking): Channel {
  const { rate, masked, replaced } = { ...maskingDefaults, ...masking }
  return { maskRate: rateAt(rate, 1), masked, replaced, kept: Math.max(0, 1 - masked - replaced) }
}

/**
 * How the masking chooses positions, as far as it is known.
 * @example
 * choiceLawOf({}) // { kind: 'independent' }
 */
export function choiceLawOf({ strategy = maskingDefaults.strategy }: Masking): ChoiceLaw {
  const why = `nothing is known of how probable each choice of ${strategy.name} is`
  return strategy.law ?? { kind: 'unknown', why }
}

/** BERT's channel: 15 % are chosen; of these, 80 % are masked, 10 % replaced, 10 % kept. */
export const bertChannel: Channel = channelOf({})

/**
 * The probability that a position shows something, given its true word: `any`, plus `same` if it shows the
 * true word.
 */
export interface Emission {
  readonly any: number
  readonly same: number
}

/** What a chosen position emits. */
export function chosenEmission(channel: Channel, visible: number, vocabularySize: number): Emission {
  if (visible === MASK) return { any: channel.masked, same: 0 }
  return { any: channel.replaced / vocabularySize, same: channel.kept }
}

/** What a position emits of which it isn't known whether it was chosen. */
export function emission(channel: Channel, visible: number, vocabularySize: number): Emission {
  const chosen = chosenEmission(channel, visible, vocabularySize)
  const rate = channel.maskRate
  return { any: rate * chosen.any, same: rate * chosen.same + (visible === MASK ? 0 : 1 - rate) }
}

/**
 * Draws what `sequence` shows through the channel.
 * @returns `visible`, with −1 for `[MASK]`, and `labels`: the true word where a position was chosen, else −1
 * @example
 * corrupt([3, 1, 4, 1, 5], 10, random(1)) // { visible: [3, -1, 4, 1, -1], labels: [-1, 1, -1, -1, 5] }
 */
export function corrupt(
  sequence: ArrayLike<number>,
  vocabularySize: number,
  random: Random,
  channel: Channel = bertChannel,
): { visible: number[]; labels: number[] } {
  const words = Array.from(sequence)
  if (!words.some((word) => word >= 0) || !(channel.maskRate > 0))
    return { visible: words, labels: words.map(() => -1) }
  let chosen: boolean[]
  do chosen = words.map((word) => word >= 0 && random.uniform() < channel.maskRate)
  while (!chosen.includes(true))

  const show = (word: number): number => {
    const fate = random.uniform()
    if (fate < channel.masked) return MASK
    return fate < channel.masked + channel.replaced ? random.integer(vocabularySize) : word
  }
  return {
    visible: words.map((word, position) => (chosen[position] ? show(word) : word)),
    labels: words.map((word, position) => (chosen[position] ? word : -1)),
  }
}
