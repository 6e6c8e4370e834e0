import { english } from '@cloze/mlm/corpus'
import { grammarSequences, grammarTokenizer } from '@cloze/mlm/data'
import { sentenceLogProbability } from '@cloze/mlm/evaluation'
import { specialTokens } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const tokenizer = grammarTokenizer()

describe('the corpus that the grammar writes', () => {
  test('has a token for each of its words, in the order of their numbers', () => {
    expect(tokenizer.vocabularySize).toBe(english.words.length + specialTokens.length)
    english.words.forEach((word, number) => {
      expect(tokenizer.token(number + specialTokens.length)).toBe(word)
    })
  })

  test.prop([fc.nat(), fc.nat()], { numRuns: 50 })(
    'is sentences of the grammar, one a sequence, without unknown words',
    (seed, index) => {
      const ids = grammarSequences(tokenizer, { seed, stream: 'training' }).at(index)?.ids ?? new Int32Array()
      const sentence = tokenizer.decode(ids).split(' ')
      expect(sentenceLogProbability(english)(sentence)).toBeGreaterThan(Number.NEGATIVE_INFINITY)
      expect([...ids]).toEqual([...tokenizer.sequence(tokenizer.encode(sentence.join(' ')), 64)])
    },
  )

  test.prop([fc.nat(), fc.nat(), fc.nat(1000)], { numRuns: 50 })(
    'has the same sentence at a place, wherever reading began',
    (seed, start, index) => {
      const from = (first: number) => grammarSequences(tokenizer, { seed, stream: 'training', start: first })
      expect(from(start).at(index)).toEqual(from(0).at(start + index))
      expect(from(start).at(index)?.id).toBe(start + index)
    },
  )

  test('differs between streams and between seeds', () => {
    const text = (seed: number, stream: string) => {
      const source = grammarSequences(tokenizer, { seed, stream, count: 5 })
      return [0, 1, 2, 3, 4].map((index) => tokenizer.decode(source.at(index)?.ids ?? []))
    }
    expect(text(1, 'training')).not.toEqual(text(1, 'validation'))
    expect(text(1, 'training')).not.toEqual(text(2, 'training'))
  })

  test('has no end unless it has a count', () => {
    expect(grammarSequences(tokenizer, { seed: 1, stream: 'training' }).length).toBe(Number.POSITIVE_INFINITY)
    const source = grammarSequences(tokenizer, { seed: 1, stream: 'training', count: 3 })
    expect(source.length).toBe(3)
    expect([source.at(2), source.at(3), source.at(-1)].map((found) => found !== undefined)).toEqual([
      true,
      false,
      false,
    ])
  })
})
