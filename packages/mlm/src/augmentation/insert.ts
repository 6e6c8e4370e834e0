import type { Random } from '@cloze/tensor'
import { budgetOf } from '../masking/rate.ts'
import { type AugmentationKind, eachText, type TextAugmentation } from './augmentation.ts'
import type { Synonyms } from './synonym-list.ts'
import { joinWords, spaceBetween, splitWords } from './words.ts'

/**
 * Puts words into a text, at places that are all as probable: a synonym of one of its words; where there is none, or no
 * list, that word once more.
 * @returns what changes a text. Its rate is the number of new words as a share of the old; one at least if it isn't 0
 * @example
 * insertWords()('the dog sees', 0.3, random(1)) // 'sees the dog sees'
 */
export const insertWords =
  (synonyms: Synonyms = () => []): TextAugmentation =>
  (text, rate, random) => {
    const { words, gaps } = splitWords(text)
    const added = words.map((word) => [word])
    for (let left = budgetOf(words.length, rate); left > 0; left--) {
      const word = newWord(words, synonyms, random)
      const place = random.integer(words.length + 1)
      if (place === words.length) added.at(-1)?.push(word)
      else added[place]?.unshift(word)
    }
    return joinWords({ words: added.map(inARow), gaps })
  }

function newWord(words: readonly string[], synonyms: Synonyms, random: Random): string {
  const word = words[random.integer(words.length)] ?? ''
  const others = synonyms(word)
  return others.length === 0 ? word : (others[random.integer(others.length)] ?? word)
}

const inARow = (words: readonly string[]): string =>
  words.reduce((row, word) => row + spaceBetween(row, word) + word)

export const insertion = {
  name: 'insert',
  summary: 'puts words in: synonyms of its words where --synonyms has any, else its words once more',
  source: 'Wei & Zou 2019, EDA, §2, random insertion',
  takes: 'synonyms',
  create: ({ synonyms }) => eachText(insertWords(synonyms)),
} as const satisfies AugmentationKind
