import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { agreementItems } from '../../../../packages/mlm/src/corpus/grammar/agreement.ts'
import { english } from '../../../../packages/mlm/src/corpus/grammar/english.ts'
import { sentenceLogProbability } from '../../../../packages/mlm/src/evaluation/floor/floor.ts'
import { random } from '../../../../packages/tensor/src/index.ts'

const logProbability = sentenceLogProbability(english)

describe('agreement items', () => {
  const items = agreementItems(200, random(1, 'agreement'))

  test('are the same from the same seed', () => {
    expect(agreementItems(5, random(1, 'agreement'))).toEqual(items.slice(0, 5))
  })

  test('ask for a verb whose own form is among the correct ones', () => {
    for (const { words, position, correctForms } of items) expect(correctForms).toContain(words[position])
  })

  test('have a noun of the other number nearer than the subject', () => {
    const nouns = (number: string) =>
      english.lexicon.flatMap((rules, symbol) =>
        english.symbols[symbol]?.startsWith(`Noun[${number},`)
          ? rules.map(({ word }) => english.words[word] ?? '')
          : [],
      )
    for (const { words, position, correctForms } of items) {
      const misleading = nouns(correctForms.includes('sleeps') ? 'pl' : 'sg')
      expect(words.slice(0, position).some((word) => misleading.includes(word))).toBe(true)
    }
  })

  test('ask for verbs of both numbers', () => {
    expect(new Set(items.map((item) => item.correctForms.includes('sleeps')))).toEqual(new Set([true, false]))
  })

  test('have wrong forms that make the sentence impossible', () => {
    for (const { words, position, wrongForms } of items.slice(0, 60)) {
      expect(logProbability(words)).toBeGreaterThan(Number.NEGATIVE_INFINITY)
      for (const wrong of wrongForms) expect(logProbability(words.with(position, wrong))).toBe(-Infinity)
    }
  })
})
