import type { Random } from '@cloze/tensor'
import { budgetOf } from '../masking/rate.ts'
import { type AugmentationKind, eachText } from './augmentation.ts'
import { drawPositions } from './positions.ts'
import { joinWords, splitWords } from './words.ts'

/**
 * Takes words out of a text, each with a space beside it. One word is always left.
 * @param rate the share of the words that go, 0 … 1; one at least if it isn't 0 and there are two
 * @example
 * deleteWords('the dog sees the cat', 0.2, random(1)) // 'the dog the cat'
 */
export function deleteWords(text: string, rate: number, random: Random): string {
  const { words, gaps } = splitWords(text)
  const count = Math.min(budgetOf(words.length, rate), words.length - 1)
  if (count < 1) return text
  const gone = new Set(drawPositions(words.length, count, random))
  const kept: string[] = []
  const between = [gaps[0] ?? '']
  words.forEach((word, place) => {
    const after = gaps[place + 1] ?? ''
    if (gone.has(place)) between.push(closed(between.pop() ?? '', after))
    else {
      kept.push(word)
      between.push(after)
    }
  })
  return joinWords({ words: kept, gaps: between })
}

/** What stood before and after a word that is gone, with one of the spaces: the ends of lines stay. */
function closed(before: string, after: string): string {
  if (/^[^\S\n]/.test(after)) return before + after.replace(/^[^\S\n]+/, '')
  return before.replace(/[^\S\n]+$/, '') + after
}

export const deletion = {
  name: 'delete',
  summary: 'takes words out; one is always left',
  source: 'Wei & Zou 2019, EDA, §2, random deletion',
  create: () => eachText(deleteWords),
} as const satisfies AugmentationKind
