import { budgetOf } from '../masking/rate.ts'
import { type AugmentationKind, eachText, needed, type TextAugmentation } from './augmentation.ts'
import { drawPositions } from './positions.ts'
import type { Synonyms } from './synonym-list.ts'
import { joinWords, splitWords } from './words.ts'

/**
 * Replaces words by synonyms.
 * @returns what changes a text. Its rate is the share of all words that change, one at least if it isn't 0; fewer where
 * fewer have a synonym
 * @example
 * replaceSynonyms(parseSynonyms('big, large'))('a big dog', 0.3, random(1)) // 'a large dog'
 */
export const replaceSynonyms =
  (synonyms: Synonyms): TextAugmentation =>
  (text, rate, random) => {
    const { words, gaps } = splitWords(text)
    const known = words.flatMap((word, index) => {
      const others = synonyms(word)
      return others.length === 0 ? [] : [{ index, others }]
    })
    const changed = words.slice()
    for (const position of drawPositions(known.length, budgetOf(words.length, rate), random)) {
      const found = known[position]
      const other = found?.others[random.integer(found.others.length)]
      if (found !== undefined && other !== undefined) changed[found.index] = other
    }
    return joinWords({ words: changed, gaps })
  }

const NEEDS =
  'a list of synonyms (--synonyms FILE), or a model whose nearest words they are (--model DIR; of pretrain --augment-model DIR)'

export const synonymReplacement = {
  name: 'synonyms',
  summary: 'replaces words by synonyms; needs --synonyms, or a model whose nearest words they are',
  source: 'Zhang et al. 2015, §2.4; Wei & Zou 2019, EDA, §2',
  needs: 'synonyms',
  create: ({ synonyms }) => eachText(replaceSynonyms(needed(synonyms, 'synonyms', NEEDS))),
} as const satisfies AugmentationKind
