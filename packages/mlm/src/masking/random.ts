import type { MaskingStrategy } from './strategy.ts'

/**
 * Chooses each token independently, as BERT does; a draw that chose nothing is made anew.
 *
 * That is drawn directly. Of `left` candidates some one is chosen with probability some(left) =
 * rate + (1 − rate) · some(left − 1), so while none is chosen yet, the next one is with rate / some(left).
 * The last is then certain, and no rate is too small to end.
 */
export const random = {
  name: 'random',
  choose({ candidates, rate, random }) {
    if (rate === 0) return []
    const some = [0]
    while (some.length <= candidates.length) some.push(rate + (1 - rate) * (some.at(-1) ?? 0))

    const chosen: number[] = []
    candidates.forEach((position, index) => {
      const left = candidates.length - index
      const probability = chosen.length > 0 ? rate : rate / (some[left] ?? 1)
      if (random.uniform() < probability) chosen.push(position)
    })
    return chosen
  },
} as const satisfies MaskingStrategy
