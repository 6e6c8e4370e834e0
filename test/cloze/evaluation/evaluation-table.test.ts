import { expect, test } from 'vitest'
import {
  grammarJson,
  grammarTable,
  textTable,
} from '../../../packages/cloze/src/evaluation/evaluation-table.ts'

const scores = { tokens: 20_000, loss: 2.5, accuracy: 0.4, perplexity: Math.exp(2.5) }
const report = {
  ...scores,
  bigramLoss: 3,
  bigramAccuracy: 0.3,
  unigramLoss: 4,
  unigramAccuracy: 0.1,
  agreement: 0.75,
}

test('a report with a floor says how far the model is from it', () => {
  const known = {
    ...report,
    floor: 2.1,
    bestAccuracy: 0.5,
    gap: 0.4,
    gapInterval: { mean: 0.4, standardError: 0.05, low: 0.3, high: 0.5, count: 400 },
  }
  expect(grammarTable(known)).toContain(
    'Gap to the floor: 0.400 nats (95 % interval 0.300 to 0.500) on 20,000',
  )
  expect(grammarTable(known)).toMatch(/best possible \(the floor\) +2\.100 +50\.0 %/)
  expect(grammarJson(known)).toMatchObject({ gap: 0.4, gapInterval: [0.3, 0.5] })
})

test('one without says why, and has no row for it', () => {
  const unknown = { ...report, floorUnknown: 'the strategy has no law' }
  expect(grammarTable(unknown)).toContain('The best possible is not known: the strategy has no law.')
  expect(grammarTable(unknown)).not.toContain('(the floor)')
  expect(grammarJson(unknown)).not.toHaveProperty('gapInterval')
})

test('a text that is all scored has no baselines', () => {
  expect(textTable(scores, 'test')).toContain('No baselines')
  expect(textTable(scores, 'test')).not.toContain('bigram')
})
