import { evaluationBatches, type Masking, type Tokenizer } from '@cloze/mlm'
import { sequences } from '@cloze/mlm/data'
import { baselines } from '@cloze/mlm/evaluation'
import { trainWordLevel } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { MASK, UNKNOWN } from '../../../packages/mlm/src/evaluation/floor/channel.ts'
import { numbering } from '../../../packages/mlm/src/evaluation/score-batches.ts'

const baselinesOf = (training: string[], scored: string[], tokenizer: Tokenizer, masking: Masking = {}) =>
  baselines(
    sequences(tokenizer, training, 32).map(({ ids }) => ids),
    [
      ...evaluationBatches({
        sequences: sequences(tokenizer, scored, 32),
        batchSize: 4,
        seed: 1,
        masking: { ...masking, tokenizer },
      }),
    ],
    { tokenizer, seed: 1, masking },
  )

const repeat = (text: string, count = 30) => Array.from({ length: count }, () => text)

describe('the baselines of a text', () => {
  test('are certain where the vocabulary has one word, whatever else is unknown', () => {
    const texts = repeat('yes strange yes yes odd')
    const tokenizer = trainWordLevel(['yes'], { vocabularySize: 6 })
    const found = baselinesOf(texts, texts, tokenizer)
    expect(found.unigramLoss).toBeCloseTo(0, 12)
    expect(found.bigramLoss).toBeCloseTo(0, 12)
    expect(found).toMatchObject({ unigramAccuracy: 1, bigramAccuracy: 1 })
  })

  test('give nothing to the unknown words of the training text', () => {
    const tokenizer = trainWordLevel(['a b'], { vocabularySize: 7 })
    const known = repeat('a b b a b a')
    const half = baselinesOf(repeat('a strange b'), known, tokenizer)
    expect(half.unigramLoss).toBeCloseTo(Math.log(2), 2)
  })

  test('see an unknown neighbour as a neighbour like any other', () => {
    const tokenizer = trainWordLevel(['a b'], { vocabularySize: 7 })
    // `a` after what is unknown, `b` after a word.
    const texts = repeat('odd a b strange a b', 60)
    const { bigramLoss, bigramAccuracy, unigramAccuracy } = baselinesOf(texts, texts, tokenizer)
    expect(bigramLoss).toBeLessThan(0.1)
    expect(bigramAccuracy).toBeGreaterThan(0.95)
    expect(unigramAccuracy).toBeLessThan(0.7) // always the same word
  })

  test('take a special token that the text itself has for an unknown word', () => {
    const tokenizer = trainWordLevel(['a b'], { vocabularySize: 7 })
    const texts = repeat('a b [MASK] b a [SEP] b')
    expect(baselinesOf(texts, texts, tokenizer).bigramLoss).toBeGreaterThan(0)
  })

  test('know how the tokens were masked', () => {
    const tokenizer = trainWordLevel(['a b'], { vocabularySize: 7 })
    const texts = repeat('a b b a b a a a')
    const kept = { masked: 0, replaced: 0 } // each shows itself
    expect(baselinesOf(texts, texts, tokenizer, kept).bigramLoss).toBeCloseTo(0, 6)
  })

  test.prop([fc.shuffledSubarray([...'bcdefghijk'], { minLength: 1 })])(
    'number the words, and no special token, in the order of their ids',
    (words) => {
      const tokenizer = trainWordLevel([words.join(' ')], { vocabularySize: 5 + words.length })
      const { size, numberOf } = numbering(tokenizer)
      expect(size).toBe(words.length)
      const { pad, unk, cls, sep, mask } = tokenizer.special
      expect([pad, unk, cls, sep].map(numberOf)).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN])
      expect(numberOf(mask)).toBe(MASK)
      const ids = words.map((word) => tokenizer.encode(word)[0] ?? -1).sort((a, b) => a - b)
      expect(ids.map(numberOf)).toEqual(words.map((_, index) => index))
    },
  )
})
