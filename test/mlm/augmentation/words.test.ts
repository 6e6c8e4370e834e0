import {
  deleteWords,
  insertWords,
  joinWords,
  replaceSynonyms,
  splitWords,
  swapWords,
} from '@cloze/mlm/augmentation'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'
import { rates, specialIn, synonyms, texts, wordsOf } from './arbitraries.ts'

const changes = {
  insert: insertWords(synonyms),
  delete: deleteWords,
  swap: swapWords,
  synonyms: replaceSynonyms(synonyms ?? (() => [])),
}

/** The share of the words of `text` that may change, as a count: one at least, unless the rate is 0. */
const budget = (text: string, rate: number) => {
  const count = wordsOf(text).length
  return rate === 0 ? 0 : Math.min(count, Math.max(1, Math.round(count * rate)))
}

/** Whether `few` is `many` with some left out. */
function isWithin(few: readonly string[], many: readonly string[]): boolean {
  let index = 0
  for (const word of many) if (word === few[index]) index += 1
  return index === few.length
}

const differences = (text: string, changed: string) =>
  wordsOf(text).filter((word, index) => word !== wordsOf(changed)[index]).length

for (const [name, change] of Object.entries(changes))
  describe(`the augmentation ${name}`, () => {
    test.prop([texts, rates, fc.nat()])('does the same again from the same stream', (text, rate, seed) => {
      expect(change(text, rate, random(seed))).toBe(change(text, rate, random(seed)))
    })

    test.prop([texts, rates, fc.nat()])('leaves every special token', (text, rate, seed) => {
      expect(specialIn(change(text, rate, random(seed)))).toEqual(specialIn(text))
    })

    test.prop([texts, fc.nat()])('changes nothing at rate 0', (text, seed) => {
      expect(change(text, 0, random(seed))).toBe(text)
    })
  })

describe('splitting a text into words', () => {
  test.prop([fc.oneof(texts, fc.string({ unit: 'grapheme' }))])('loses nothing', (text) => {
    const split = splitWords(text)
    expect(joinWords(split)).toBe(text)
    expect(split.gaps).toHaveLength(split.words.length + 1)
  })

  test('finds the words of Chinese', () => {
    expect(wordsOf('我喜欢音乐。')).toEqual(['我', '喜欢', '音乐'])
  })
})

describe('deletion', () => {
  test.prop([texts, rates, fc.nat()])('leaves a word, and keeps the order', (text, rate, seed) => {
    const [before, after] = [wordsOf(text), wordsOf(deleteWords(text, rate, random(seed)))]
    expect(isWithin(after, before)).toBe(true)
    expect(after).toHaveLength(before.length - Math.min(budget(text, rate), Math.max(0, before.length - 1)))
  })

  test('takes the space beside a word with it', () => {
    const all = Array.from({ length: 40 }, (_, seed) => deleteWords('a dog, a cat.', 0.25, random(seed)))
    expect([...new Set(all)].sort()).toEqual(['a dog, a.', 'a dog, cat.', 'a, a cat.', 'dog, a cat.'])
  })
})

describe('swapping', () => {
  test.prop([texts, rates, fc.nat()])('permutes the words and moves no gap', (text, rate, seed) => {
    const [before, after] = [splitWords(text), splitWords(swapWords(text, rate, random(seed)))]
    expect(after.words.toSorted()).toEqual(before.words.toSorted())
    expect(after.gaps).toEqual(before.gaps)
  })

  test.prop([texts, rates, fc.nat()])(
    'moves no more words than the rate says, or two',
    (text, rate, seed) => {
      expect(differences(text, swapWords(text, rate, random(seed)))).toBeLessThanOrEqual(
        rate === 0 ? 0 : Math.max(2, budget(text, rate)),
      )
    },
  )
})

describe('insertion', () => {
  test.prop([texts, rates, fc.nat()])(
    'adds as many words as the rate says, in between',
    (text, rate, seed) => {
      const after = wordsOf(changes.insert(text, rate, random(seed)))
      expect(isWithin(wordsOf(text), after)).toBe(true)
      expect(after).toHaveLength(wordsOf(text).length + budget(text, rate))
    },
  )

  test('puts no space between words of a script that has none', () => {
    expect(insertWords()('音乐', 1, random(1))).toBe('音乐音乐')
  })
})

describe('synonym replacement', () => {
  test.prop([texts, rates, fc.nat()])(
    'changes no more words than the rate says, each into a synonym of its own',
    (text, rate, seed) => {
      const after = wordsOf(changes.synonyms(text, rate, random(seed)))
      const known = wordsOf(text).filter((word) => synonyms?.(word).length)
      const changed = wordsOf(text).filter((word, index) => word !== after[index])
      expect(changed).toHaveLength(Math.min(known.length, budget(text, rate)))
      wordsOf(text).forEach((word, index) => {
        expect([word, ...(synonyms?.(word) ?? [])]).toContain(after[index])
      })
    },
  )
})

describe('splitting', () => {
  const parts = fc.constantFrom(
    'dog ',
    "don't ",
    'x',
    '\u0301',
    ' \u0301',
    '中文',
    '。',
    '3.',
    '5',
    '\n',
    ' ',
    'ｶﾞ ',
  )
  test.prop([fc.array(parts, { minLength: 600, maxLength: 1500 })], { numRuns: 20 })(
    'finds in a long text the words that the segmenter finds in the whole',
    (drawn) => {
      const text = drawn.join('')
      const whole = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(text)]
      expect(splitWords(text).words).toEqual(
        whole.filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment),
      )
      expect(joinWords(splitWords(text))).toBe(text)
    },
  )
})
