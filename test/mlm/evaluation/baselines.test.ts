import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { english } from '../../../packages/mlm/src/corpus/grammar/english.ts'
import { sampleSentence } from '../../../packages/mlm/src/corpus/grammar/sample.ts'
import { twoSidedBigram, unigram } from '../../../packages/mlm/src/evaluation/baselines.ts'
import { corrupt, MASK } from '../../../packages/mlm/src/evaluation/floor/channel.ts'
import { createFloor } from '../../../packages/mlm/src/evaluation/floor/floor.ts'
import { type Predictor, scoreTokens } from '../../../packages/mlm/src/evaluation/floor/predictor.ts'
import { pairedInterval } from '../../../packages/mlm/src/evaluation/interval.ts'
import { random } from '../../../packages/tensor/src/index.ts'

/** 0 is always followed by 1 and preceded by 2. */
const cycle = Array.from({ length: 50 }, () => [2, 0, 1, 2, 0, 1])

describe('the unigram baseline', () => {
  test('predicts smoothed frequencies, whatever is visible', () => {
    const [found] = unigram([[0, 0, 1]], 3, 1).predict([MASK, 2], [0])
    expect(Array.from(found ?? [])).toEqual([3 / 6, 2 / 6, 1 / 6])
  })
})

describe('the two-sided bigram baseline', () => {
  const predictor = twoSidedBigram(cycle, 3, random(1, 'tuning'))

  test('predicts from the left neighbour, from the right one, and from the edges', () => {
    const likeliest = (visible: number[], position: number) => {
      const [found] = predictor.predict(visible, [position])
      return found?.indexOf(Math.max(...found))
    }
    expect(likeliest([2, MASK, MASK, MASK], 1)).toBe(0)
    expect(likeliest([MASK, MASK, 0, MASK], 1)).toBe(2)
    expect(likeliest([MASK, MASK], 0)).toBe(2)
    expect(likeliest([MASK, MASK], 1)).toBe(1)
  })

  test('is the unigram where both neighbours are masked', () => {
    const visible = [MASK, MASK, MASK]
    const [expected] = unigram(cycle, 3).predict(visible, [1])
    const [found] = predictor.predict(visible, [1])
    for (const word of [0, 1, 2]) expect(found?.[word]).toBeCloseTo(expected?.[word] ?? 0, 12)
  })

  test.prop([fc.array(fc.integer({ min: MASK, max: 2 }), { minLength: 1, maxLength: 8 })])(
    'gives a distribution without zeros, whatever is visible',
    (visible) => {
      for (const distribution of predictor.predict(
        visible,
        visible.map((_, position) => position),
      )) {
        expect(Math.min(...distribution)).toBeGreaterThan(0)
        expect(distribution.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
      }
    },
  )
})

describe('on the embedded grammar', () => {
  const numbers = new Map(english.words.map((word, number) => [word, number]))
  const stream = random(1, 'difficulty')
  const draw = (count: number) =>
    Array.from({ length: count }, () => sampleSentence(english, stream).map((word) => numbers.get(word) ?? 0))
  const training = draw(10_000)
  const shown = draw(6000).map((sentence) => corrupt(sentence, english.words.length, stream))
  const score = (predictor: Predictor) =>
    shown.map(({ visible, labels }) => scoreTokens(predictor, visible, labels))
  const floor = score(createFloor(english))
  const bigram = score(twoSidedBigram(training, english.words.length, stream))
  const frequency = score(unigram(training, english.words.length))
  const losses = (scores: typeof floor) => scores.map((tokens) => tokens.map((token) => token.loss))
  const difference = (a: typeof floor, b: typeof floor) =>
    pairedInterval(
      a.map((tokens, s) => tokens.map((token, t) => token.loss - (b[s]?.[t]?.loss ?? Number.NaN))),
    )

  test('the floor is at least 1.5 nats', () => {
    expect(pairedInterval(losses(floor)).low).toBeGreaterThan(1.5)
  })

  test('the two-sided bigram stays at least 0.4 nats above the floor', () => {
    expect(difference(bigram, floor).low).toBeGreaterThan(0.4)
  })

  test('the unigram stays above the two-sided bigram', () => {
    expect(difference(frequency, bigram).low).toBeGreaterThan(0)
  })

  test('the floor is right as often as it expects to be', () => {
    const surprise = floor.map((tokens) => tokens.map((token) => Number(token.correct) - token.confidence))
    const { mean, standardError } = pairedInterval(surprise)
    expect(Math.abs(mean)).toBeLessThan(4 * standardError)
  })

  test('the floor loses as much as the entropy of its own predictions', () => {
    const predictor = createFloor(english)
    const surprise = shown.map(({ visible, labels }, s) => {
      const tokens = floor[s] ?? []
      const positions = labels.flatMap((label, position) => (label >= 0 ? [position] : []))
      return predictor
        .predict(visible, positions)
        .map((distribution, t) => (tokens[t]?.loss ?? Number.NaN) - entropy(distribution))
    })
    const { mean, standardError } = pairedInterval(surprise)
    expect(Math.abs(mean)).toBeLessThan(4 * standardError)
  })
})

describe('scoring', () => {
  test('rejects labels that do not fit', () => {
    const predictor = unigram([[0, 1]], 2)
    expect(() => scoreTokens(predictor, [MASK], [0, 1])).toThrow('1 visible words but 2 labels')
    expect(() => scoreTokens(predictor, [MASK], [5])).toThrow('label 5 at 0')
  })

  test('scores chosen positions only', () => {
    const scores = scoreTokens(unigram([[0, 0, 1]], 2), [MASK, 1, MASK], [0, -100, 1])
    expect(scores.map(({ position, correct }) => [position, correct])).toEqual([
      [0, true],
      [2, false],
    ])
  })
})

function entropy(distribution: Float64Array): number {
  return distribution.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0)
}
