import type { Random } from '@cloze/tensor'
import { type Filling, fillMask } from '../inference/fill-mask.ts'
import { budgetOf } from '../masking/rate.ts'
import { type Augmentation, type AugmentationKind, type MaskFiller, needed } from './augmentation.ts'
import { inCaseOf } from './letter-case.ts'
import { drawPositions } from './positions.ts'
import { isWord, joinWords, type SplitText, splitWords } from './words.ts'

/** Of how many of the most probable words one is drawn. */
const CANDIDATES = 10

const MASK = '[MASK]'

/**
 * Masks words and lets a model fill them, one after the other from left to right, so that each filling sees those before
 * it. It is drawn from the model's ten most probable tokens by their probabilities, without the word itself and what is
 * no word. Words that aren't one token of the model stay as they are; so do those around which nothing else fits. The
 * model sees as many words on both sides as it has room for.
 * @returns what changes texts; the rate is the share of all words that change, one at least if it isn't 0
 * @example
 * const change = paraphrase({ model, tokenizer })
 * await change(['the dog sees the cat'], { rate: 0.2, streams: [random(1)] }) // ['the dog sings the cat']
 */
export const paraphrase =
  ({ model, tokenizer }: MaskFiller): Augmentation =>
  async (texts, { rate, streams }) => {
    const changed: string[] = []
    for (const [place, text] of texts.entries()) {
      const stream = streams[place]
      changed.push(stream === undefined ? text : await refilled(text, rate, stream))
    }
    return changed

    async function refilled(text: string, rate: number, random: Random): Promise<string> {
      const { words, gaps } = splitWords(text)
      const known = [...words.keys()].filter((position) => isToken(words[position] ?? ''))
      const count = budgetOf(words.length, rate)
      const now = words.slice()
      for (const drawn of drawPositions(known.length, count, random)) {
        const position = known[drawn] ?? 0
        now[position] = await filling({ words: now, gaps }, position, random)
      }
      return joinWords({ words: now, gaps })
    }

    function isToken(word: string): boolean {
      const [id, ...more] = tokenizer.encode(word)
      return more.length === 0 && id !== undefined && id !== tokenizer.special.unk
    }

    async function filling(split: SplitText, position: number, random: Random): Promise<string> {
      const word = split.words[position] ?? ''
      const { text, mask } = masked(split, position)
      if (text === undefined) return word
      const fillings = (await fillMask(model, tokenizer, text, { topK: CANDIDATES + 1 }))[mask] ?? []
      const others = fillings
        .filter(({ token_str }) => isWord(token_str) && token_str.toLowerCase() !== word.toLowerCase())
        .slice(0, CANDIDATES)
      const chosen = drawFilling(others, random)
      return chosen === undefined ? word : inCaseOf(word, chosen.token_str)
    }

    /**
     * The text with this word masked, or as much around it as the model takes, and which of its masks it is. A word is a
     * token at the least, so that what is farther than the model is long is not even looked at.
     */
    function masked({ words, gaps }: SplitText, position: number) {
      const room = model.config.maxPositionEmbeddings - 2
      for (let reach = Math.min(words.length, room); reach > 0; reach = Math.floor(reach / 2)) {
        const from = Math.max(0, position - reach)
        const to = Math.min(words.length, position + reach + 1)
        const before = joinWords({ words: words.slice(from, position), gaps: gaps.slice(from, position + 1) })
        const after = joinWords({
          words: words.slice(position + 1, to),
          gaps: gaps.slice(position + 1, to + 1),
        })
        const text = before + MASK + after
        if (tokenizer.encode(text).length <= room) return { text, mask: before.split(MASK).length - 1 }
      }
      return { text: undefined, mask: 0 }
    }
  }

/** Each with the probability that the model gives it among these. */
function drawFilling(fillings: readonly Filling[], random: Random): Filling | undefined {
  let left = random.uniform() * fillings.reduce((sum, { score }) => sum + score, 0)
  return fillings.find(({ score }) => {
    left -= score
    return left < 0
  })
}

export const paraphrasing = {
  name: 'paraphrase',
  summary: 'masks words and lets a model fill them; needs a model',
  source: 'Kobayashi 2018, contextual augmentation; Wu et al. 2019, conditional BERT',
  needs: 'maskFiller',
  create: ({ maskFiller }) =>
    paraphrase(needed(maskFiller, 'paraphrase', 'a model (--model DIR; of pretrain --augment-model DIR)')),
} as const satisfies AugmentationKind
