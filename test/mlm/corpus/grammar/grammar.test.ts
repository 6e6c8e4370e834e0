import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { longestSentence, readGrammar } from '../../../../packages/mlm/src/corpus/grammar/grammar.ts'
import { GrammarError } from '../../../../packages/mlm/src/corpus/grammar/notation.ts'

const read = (rules: string, lexicon = 'A: the\nB: dog cat') => readGrammar({ rules, lexicon, features: {} })

test('words and symbols have numbers, probabilities add up, and the first of a list is likelier', () => {
  const grammar = read('3 S → A B\n1 S → B')
  expect(grammar.words).toEqual(['cat', 'dog', 'the'])
  expect(grammar.symbols[grammar.start]).toBe('S')
  expect(grammar.rules[grammar.start]?.map(({ probability }) => probability)).toEqual([0.75, 0.25])
  const [dog, cat] = grammar.lexicon[1] ?? []
  expect([dog?.word, cat?.word]).toEqual([1, 0])
  expect((dog?.probability ?? 0) / (cat?.probability ?? 0)).toBeCloseTo(6 / 5, 12)
})

test.prop([fc.integer({ min: 1, max: 12 })])(
  'the longest sentence is as long as its rules make it',
  (length) => {
    expect(longestSentence(read(`1 S → ${'B '.repeat(length)}\n1 S → A`))).toBe(length)
  },
)

test('it is infinite where a symbol may become more of itself', () => {
  expect(longestSentence(read('1 S → A S\n1 S → B'))).toBe(Number.POSITIVE_INFINITY)
})

test('a symbol that nothing defines is an error with its name', () => {
  expect(() => read('1 S → A C')).toThrow(new GrammarError('C: no rule and no words for it'))
})
