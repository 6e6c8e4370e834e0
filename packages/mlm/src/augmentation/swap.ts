import { type Random, shuffle } from '@cloze/tensor'
import { budgetOf } from '../masking/rate.ts'
import { type AugmentationKind, eachText } from './augmentation.ts'
import { joinWords, splitWords } from './words.ts'

/**
 * Lets words change places in pairs. What stands between the words stays where it is, and no word moves twice.
 * @param rate the share of the words that move, 0 … 1; one pair at least if it isn't 0 and there are two words
 * @example
 * swapWords('the dog sees a cat', 0.4, random(1)) // 'the sees dog a cat'
 */
export function swapWords(text: string, rate: number, random: Random): string {
  const { words, gaps } = splitWords(text)
  const budget = budgetOf(words.length, rate)
  if (budget === 0 || words.length < 2) return text
  const pairs = Math.max(1, Math.floor(budget / 2))
  const places = shuffle([...words.keys()], random)
  const moved = words.slice()
  for (let pair = 0; pair < pairs; pair++) {
    const [one = 0, other = 0] = places.slice(2 * pair, 2 * pair + 2)
    moved[one] = words[other] ?? ''
    moved[other] = words[one] ?? ''
  }
  return joinWords({ words: moved, gaps })
}

export const swap = {
  name: 'swap',
  summary: 'lets words change places in pairs',
  source: 'Wei & Zou 2019, EDA, §2, random swap',
  create: () => eachText(swapWords),
} as const satisfies AugmentationKind
