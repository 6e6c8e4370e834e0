import type { Random } from '@cloze/tensor'
import * as z from 'zod'
import { coerceNumber } from './parse-number.ts'
import { budgetOf } from './rate.ts'
import { type StrategyInput, strategyKind } from './strategy.ts'
import { runsOf, wordsOf } from './words.ts'

/** How long a span is, in words: geometric with this parameter, cut off at the longest. SpanBERT, §3.1. */
const spanLengths = { p: 0.2, longest: 10 }

const wanted = 'must be a whole number of words, from 1'

/**
 * Chooses runs of whole words, and decides for each run what becomes of it: all its tokens show [MASK], or all a random
 * word each, or all themselves. Runs that touch become one.
 */
export const span = strategyKind({
  name: 'span',
  summary: 'runs of whole words, of geometric length, or one of a given length',
  source: 'Joshi et al. 2020, SpanBERT, §3.1',
  options: z.strictObject({
    length: z
      .preprocess(coerceNumber, z.int({ error: wanted }).min(1, { error: wanted }))
      .optional()
      .describe('one run of so many words in each sequence, whatever the rate'),
  }),
  examples: [{}, { length: 3 }],
  create: ({ length }) =>
    length === undefined
      ? {
          amount: 'budget',
          wholeWords: true,
          distribution: {
            kind: 'unknown',
            why: 'a run that shows words is not told from what was not chosen, and runs can lie in too many ways to sum over',
          },
          choose: withinBudget,
        }
      : {
          amount: 'given',
          wholeWords: true,
          distribution: { kind: 'listed', of: (words) => windows(words, length) },
          choose: (choice) => oneRun(choice, length),
        },
})

/**
 * Draws spans until the budget is met: a length, and a word to begin at among those left. A span ends early before a
 * word that is chosen already or would go beyond the budget, and before a special token.
 */
function withinBudget({ candidates, wordIds, rate, random }: StrategyInput): number[][] {
  const words = wordsOf(candidates, wordIds)
  const left = pool(words.length)
  const chosen: number[] = []
  const budget = budgetOf(candidates.length, rate)
  while (chosen.length < budget && left.size() > 0) {
    const length = drawLength(random)
    const first = left.draw(random)
    for (let word = first; word < first + length && left.has(word); word++) {
      const positions = words[word] ?? []
      const touches = word === first || positions[0] === (chosen.at(-1) as number) + 1
      if (!touches || chosen.length + positions.length > budget) break
      chosen.push(...positions)
      left.remove(word)
    }
    if (left.has(first)) left.remove(first) // too long for what is left of the budget
  }
  if (chosen.length === 0 && budget > 0) chosen.push(...shortest(words))
  return runsOf(chosen.sort((a, b) => a - b))
}

/** A run of `length` words; as long as there is one where no run is so long. */
function oneRun({ candidates, wordIds, rate, random }: StrategyInput, length: number): number[][] {
  if (rate === 0 || candidates.length === 0) return []
  const words = wordsOf(candidates, wordIds)
  // How many words follow each other from each one on.
  const reach = words.map(() => 1)
  for (let word = words.length - 2; word >= 0; word--)
    if (words[word]?.at(-1) === (words[word + 1]?.[0] ?? 0) - 1) reach[word] = (reach[word + 1] ?? 0) + 1
  const possible = Math.min(
    length,
    reach.reduce((most, each) => Math.max(most, each), 0),
  )
  const starts = [...words.keys()].filter((word) => (reach[word] ?? 0) >= possible)
  const first = starts[random.integer(starts.length)] ?? 0
  return [words.slice(first, first + possible).flat()]
}

/** Where the run can lie in a sequence of so many one-token words. */
function windows(words: number, length: number) {
  const run = Math.min(length, words)
  const count = words - run + 1
  return Array.from({ length: count }, (_, first) => ({
    groups: [Array.from({ length: run }, (_, index) => first + index)],
    probability: 1 / count,
  }))
}

/** P(length) ∝ p · (1 − p)^(length − 1) up to the longest. */
function drawLength(random: Random): number {
  const { p, longest } = spanLengths
  const weights = [p]
  while (weights.length < longest) weights.push((weights.at(-1) ?? 0) * (1 - p))
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => {
    rest -= weight
    return rest < 0
  })
  return found < 0 ? longest : found + 1
}

/** The numbers 0 … count−1, to draw from and take out of. */
function pool(count: number) {
  const numbers = Array.from({ length: count }, (_, number) => number)
  const indices = numbers.slice() // −1 for what is out
  return {
    size: () => numbers.length,
    has: (number: number) => (indices[number] ?? -1) >= 0,
    draw: (random: Random) => numbers[random.integer(numbers.length)] ?? 0,
    remove(number: number) {
      const index = indices[number] ?? -1
      const last = numbers.pop()
      if (last !== undefined && last !== number) {
        numbers[index] = last
        indices[last] = index
      }
      indices[number] = -1
    },
  }
}

const shortest = (words: readonly number[][]): number[] =>
  words.reduce((best, word) => (word.length < best.length ? word : best), words[0] ?? [])
