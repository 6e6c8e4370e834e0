import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { english } from '../../../../packages/mlm/src/corpus/grammar/english.ts'
import { longestSentence } from '../../../../packages/mlm/src/corpus/grammar/grammar.ts'
import { sampleSentence } from '../../../../packages/mlm/src/corpus/grammar/sample.ts'
import { sentenceLogProbability } from '../../../../packages/mlm/src/evaluation/floor/floor.ts'
import { random } from '../../../../packages/tensor/src/index.ts'

const logProbability = sentenceLogProbability(english)

describe('the embedded grammar', () => {
  test('has at least 150 words, sorted, each once', () => {
    expect(english.words.length).toBeGreaterThanOrEqual(150)
    expect(english.words).toEqual([...new Set(english.words)].sort())
  })

  test('writes sentences of at most 22 words', () => {
    expect(longestSentence(english)).toBe(22)
  })

  test('has rules whose probabilities add up to 1', () => {
    for (const alternatives of [...english.rules.slice(english.preterminals), ...english.lexicon])
      expect(alternatives.reduce((sum, rule) => sum + rule.probability, 0)).toBeCloseTo(1, 12)
  })

  test.prop([fc.nat()])('gives every sentence that it writes a positive probability', (seed) => {
    const sentence = sampleSentence(english, random(seed, 'sentence'))
    expect(sentence.length).toBeLessThanOrEqual(22)
    expect(logProbability(sentence)).toBeGreaterThan(-200)
  })

  test('writes the same sentences from the same seed', () => {
    expect(sampleSentence(english, random(7, 'a'))).toEqual(sampleSentence(english, random(7, 'a')))
  })

  for (const [sentence, grammatical] of [
    ['the dogs that the cat sees sleep', true],
    ['the dogs that the cat sees sleeps', false],
    ['the dog near the trees that the cat sees sleeps', false], // a phrase has one modifier
    ['the dog that sees the cats that the birds follow often sleeps', true],
    ['the dog that sees the cats that the birds follow often sleep', false],
    ['the dog that the cats that the bird helps see sleeps', true],
    ['the dog that the cats that the bird helps sees sleeps', false],
    ['the dog eats the apples', true],
    ['the dog eats the houses', false],
    ['the dog sleeps the houses', false],
    ['the apples eat the dog', false],
    ['these dog sleeps', false],
    ['the dog', false],
    ['the unicorn sleeps', false],
  ] as const)
    test(`${grammatical ? 'writes' : 'never writes'} "${sentence}"`, () => {
      expect(logProbability(sentence.split(' ')) > Number.NEGATIVE_INFINITY).toBe(grammatical)
    })
})
