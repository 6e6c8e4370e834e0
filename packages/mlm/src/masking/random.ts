import * as z from 'zod'
import { budgetOf } from './rate.ts'
import { type StrategyInput, strategyKind } from './strategy.ts'

/** Chooses each token independently, as BERT does, or so many of them that every choice is as probable as any other. */
export const random = strategyKind({
  name: 'random',
  summary: 'each token by itself',
  source: 'Devlin et al. 2019, BERT, §3.1',
  options: z.strictObject({
    count: z
      .enum(['expected', 'exact'], { error: 'must be expected or exact' })
      .default('expected')
      .describe(
        'whether the rate is met on the average, or as nearly as it can be in every sequence: expected, exact',
      ),
  }),
  examples: [{}, { count: 'exact' }],
  create: ({ count }) =>
    count === 'exact'
      ? { amount: 'budget', distribution: { kind: 'count' }, choose: exactly }
      : { amount: 'rate', distribution: { kind: 'independent' }, choose: independently },
})

/**
 * A draw that chose nothing is made anew, and that is drawn directly. Of `left` candidates some one is chosen with
 * probability some(left) = rate + (1 − rate) · some(left − 1), so while none is chosen yet, the next one is with
 * rate / some(left). The last is then certain, and no rate is too small to end.
 */
function independently({ candidates, rate, random }: StrategyInput): number[][] {
  if (rate === 0) return []
  const some = [0]
  while (some.length <= candidates.length) some.push(rate + (1 - rate) * (some.at(-1) ?? 0))

  const chosen: number[][] = []
  candidates.forEach((position, index) => {
    const left = candidates.length - index
    const probability = chosen.length > 0 ? rate : rate / (some[left] ?? 1)
    if (random.uniform() < probability) chosen.push([position])
  })
  return chosen
}

/** Selection sampling: Knuth, The Art of Computer Programming 2, §3.4.2, algorithm S. */
function exactly({ candidates, rate, random }: StrategyInput): number[][] {
  const chosen: number[][] = []
  const budget = budgetOf(candidates.length, rate)
  candidates.forEach((position, index) => {
    if (random.uniform() * (candidates.length - index) < budget - chosen.length) chosen.push([position])
  })
  return chosen
}
