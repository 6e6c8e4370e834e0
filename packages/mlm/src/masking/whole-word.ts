import { shuffle } from '@cloze/tensor'
import * as z from 'zod'
import { budgetOf } from './rate.ts'
import { strategyKind } from './strategy.ts'
import { wordsOf } from './words.ts'

/**
 * Chooses whole words until the budget is met: all pieces of a word, or none. Words are drawn in an order in which all
 * are equally likely; one that would go beyond the budget is passed over. Where none fits, the shortest is chosen. What
 * becomes of each piece is decided by itself.
 */
export const wholeWord = strategyKind({
  name: 'whole-word',
  summary: 'all tokens of a word, or none',
  source: 'Devlin et al. 2019, google-research/bert, "Whole Word Masking"; Cui et al. 2021 for Chinese',
  options: z.strictObject({}),
  examples: [{}],
  create: () => ({
    amount: 'budget',
    wholeWords: true,
    // With a token a word, the words that are drawn first are chosen: every set of that many is as probable.
    distribution: { kind: 'count' },
    choose({ candidates, wordIds, rate, random }) {
      const budget = budgetOf(candidates.length, rate)
      if (budget === 0) return []
      const words = shuffle(wordsOf(candidates, wordIds), random)
      const shortest = words.reduce((best, word) => (word.length < best.length ? word : best))
      const chosen = shortest.length > budget ? shortest.slice() : []
      for (const word of words) if (chosen.length + word.length <= budget) chosen.push(...word)
      return chosen.sort((a, b) => a - b).map((position) => [position])
    },
  }),
})
