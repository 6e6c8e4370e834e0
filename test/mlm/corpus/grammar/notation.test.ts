import { describe, expect, test } from 'vitest'
import { longestSentence, readGrammar } from '../../../../packages/mlm/src/corpus/grammar/grammar.ts'
import { GrammarError, readLexicon, readRules } from '../../../../packages/mlm/src/corpus/grammar/notation.ts'

const features = { n: ['sg', 'pl'], d: ['0', '1'] }

describe('a grammar page', () => {
  test('gives every feature letter every value, the same letter the same value', () => {
    expect(readRules('1 S → NP[n] VP[n]', features).map((rule) => rule.right)).toEqual([
      ['NP[sg]', 'VP[sg]'],
      ['NP[pl]', 'VP[pl]'],
    ])
  })

  test('divides a weight among the instances of one left-hand side only', () => {
    expect(readRules('6 S → NP[n]', features).map((rule) => rule.weight)).toEqual([3, 3])
    expect(readRules('6 NP[n] → Noun[n]', features).map((rule) => rule.weight)).toEqual([6, 6])
  })

  test('has no rule that nests deeper than the depth allows', () => {
    expect(readRules('1 NP[d] → Noun NP[d-1]', features)).toEqual([
      { left: 'NP[1]', right: ['Noun', 'NP[0]'], weight: 1 },
    ])
  })

  test('gives each number its form of a word', () => {
    const lexicon = readLexicon('Noun[n]: dog/dogs\n  sheep\nThat: that', features)
    expect(Object.fromEntries(lexicon)).toEqual({
      'Noun[sg]': ['dog', 'sheep'],
      'Noun[pl]': ['dogs', 'sheep'],
      That: ['that'],
    })
  })

  test('is rejected where it cannot be read', () => {
    expect(() => readRules('S → A', features)).toThrow(GrammarError)
    expect(() => readLexicon('Noun[n]: a/b/c', features)).toThrow('has 3 forms, not 2')
    expect(() => readGrammar({ rules: '1 S → A B', lexicon: 'A: a', features })).toThrow('B: no rule')
  })

  test('has sentences without bound where a symbol may become more of itself', () => {
    const page = { rules: '1 S → A S\n 1 S → A', lexicon: 'A: a', features }
    expect(longestSentence(readGrammar(page))).toBe(Number.POSITIVE_INFINITY)
  })
})
