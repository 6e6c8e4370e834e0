import { strategyNamed } from '@cloze/mlm'
import { budgetOf, MaskingError, strategies } from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'
import { examples, rates, texts } from './arbitraries.ts'
import { expectShare } from './share.ts'

const positions = (length: number) => Array.from({ length }, (_, position) => position)

for (const { name, strategy } of examples)
  describe(`the strategy ${name}`, () => {
    const choose = (
      text: { candidates: number[]; wordIds: (number | undefined)[] },
      rate: number,
      seed: number,
    ) => strategy.choose({ ...text, rate, random: random(seed) })

    test.prop([texts, rates, fc.nat()])(
      'chooses candidates alone, in order and each once',
      (text, rate, seed) => {
        const chosen = choose(text, rate, seed).flat()
        expect(text.candidates.filter((position) => chosen.includes(position))).toEqual(chosen)
      },
    )

    test.prop([texts, rates, fc.nat()])('chooses groups of neighbours', (text, rate, seed) => {
      for (const group of choose(text, rate, seed))
        expect(group).toEqual(positions(group.length).map((index) => (group[0] ?? -1) + index))
    })

    test.prop([texts, rates, fc.nat()])('chooses the same again from the same stream', (text, rate, seed) => {
      expect(choose(text, rate, seed)).toEqual(choose(text, rate, seed))
    })

    if (strategy.wholeWords)
      test.prop([texts, rates, fc.nat()])('chooses all of a word, or none', (text, rate, seed) => {
        const chosen = new Set(choose(text, rate, seed).flat())
        for (const word of text.words)
          expect(new Set(word.map((position) => chosen.has(position))).size).toBe(1)
      })

    if (strategy.amount !== 'given') {
      test.prop([texts, rates, fc.nat()])('chooses none only if it must', (text, rate, seed) => {
        expect(choose(text, rate, seed).length > 0).toBe(text.candidates.length > 0 && rate > 0)
      })

      test.prop([texts, fc.nat()])('chooses all at rate 1 and none at rate 0', (text, seed) => {
        expect(choose(text, 1, seed).flat()).toEqual(text.candidates)
        expect(choose(text, 0, seed)).toEqual([])
      })

      test('chooses as many as the rate says', () => {
        const candidates = positions(20_000)
        for (const rate of [0.05, 0.15, 0.5]) {
          const chosen = choose({ candidates, wordIds: candidates }, rate, 1).flat()
          expectShare(chosen.length, candidates.length, rate)
        }
      })

      test('chooses one of the candidates at any rate, however small', () => {
        const text = { candidates: [3, 5, 8], wordIds: positions(9) }
        expect(choose(text, Number.MIN_VALUE, 1).flat()).toHaveLength(1)
      })
    }

    if (strategy.amount === 'budget')
      test.prop([texts, rates, fc.nat()])(
        'meets its budget as nearly as whole words can, and goes beyond it only where every word does',
        (text, rate, seed) => {
          const chosen = choose(text, rate, seed).flat()
          const budget = budgetOf(text.candidates.length, rate)
          const words = strategy.wholeWords ? text.words : text.candidates.map((one) => [one])
          const lengths = words.map((word) => word.length)
          if (lengths.every((length) => length > budget)) {
            expect(chosen.length).toBe(budget === 0 || words.length === 0 ? 0 : Math.min(...lengths))
            return
          }
          expect(chosen.length).toBeLessThanOrEqual(budget)
          const left = words.filter((word) => !chosen.includes(word[0] ?? -1))
          for (const word of left) expect(chosen.length + word.length).toBeGreaterThan(budget)
        },
      )

    const { distribution } = strategy
    if (distribution?.kind === 'listed')
      test('chooses each of the choices that it lists as often as it says', () => {
        for (const length of [1, 2, 5]) {
          const draws = 2000
          const stream = random(1, 'listed', length)
          const counts = new Map<string, number>()
          const text = { candidates: positions(length), wordIds: positions(length) }
          for (let draw = 0; draw < draws; draw++) {
            const chosen = JSON.stringify(strategy.choose({ ...text, rate: 0.15, random: stream }))
            counts.set(chosen, (counts.get(chosen) ?? 0) + 1)
          }
          const choices = distribution.of(length)
          expect(choices.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12)
          expect(counts.size).toBe(choices.length)
          for (const { groups, probability } of choices)
            if (probability < 1) expectShare(counts.get(JSON.stringify(groups)) ?? 0, draws, probability)
            else expect(counts.get(JSON.stringify(groups))).toBe(draws)
        }
      })

    if (distribution?.kind === 'count')
      test('chooses every set of as many one-token words as often', () => {
        const draws = 15_000
        const stream = random(1, 'count')
        const counts = new Map<string, number>()
        const text = { candidates: positions(6), wordIds: positions(6) }
        for (let draw = 0; draw < draws; draw++) {
          const chosen = strategy.choose({ ...text, rate: 1 / 3, random: stream }).join()
          counts.set(chosen, (counts.get(chosen) ?? 0) + 1)
        }
        expect(counts.size).toBe(15)
        for (const count of counts.values()) expectShare(count, draws, 1 / 15)
      })
  })

describe('the list of strategies', () => {
  test('has names, summaries, sources, and a description of every setting', () => {
    expect(new Set(strategies.map(({ name }) => name)).size).toBe(strategies.length)
    for (const { summary, source, options, examples: shown } of strategies) {
      expect(Math.min(summary.length, source.length, shown.length)).toBeGreaterThan(0)
      for (const option of Object.values(options.shape)) expect(option.description).toBeTruthy()
    }
  })

  test.prop([fc.constantFrom(...examples)])(
    'gives a strategy again by its name and settings',
    ({ strategy }) => {
      const json = JSON.parse(JSON.stringify({ settings: strategy.settings }))
      expect(strategyNamed(strategy.name, json.settings).settings).toEqual(strategy.settings)
    },
  )

  test('says which strategies there are when asked for another', () => {
    expect(() => strategyNamed('none')).toThrow('masking: no strategy none; there is random')
  })

  const refused: { name: string; settings: Record<string, unknown>; says: string }[] = [
    { name: 'random', settings: { count: 'some' }, says: 'count "some": must be expected or exact' },
    { name: 'random', settings: { lengths: 3 }, says: 'lengths' },
    { name: 'span', settings: { length: 0 }, says: 'length 0: must be a whole number of words' },
    { name: 'span', settings: { length: '2.5' }, says: 'must be a whole number of words' },
    { name: 'span', settings: { length: '0x10' }, says: 'must be a whole number of words' },
    { name: 'span', settings: { length: '9007199254740993' }, says: 'must be a whole number of words' },
    { name: 'fixed', settings: { positions: '0,1e400' }, says: 'must be whole numbers with commas between' },
    { name: 'fixed', settings: {}, says: 'needs either positions' },
    { name: 'fixed', settings: { positions: [1], pattern: '1' }, says: 'needs either positions' },
    { name: 'fixed', settings: { positions: '' }, says: 'must be whole numbers with commas between' },
    { name: 'fixed', settings: { positions: [1, 1] }, says: 'must be different from each other' },
    { name: 'fixed', settings: { pattern: '000' }, says: 'with a 1 for each token to predict' },
  ]
  for (const { name, settings, says } of refused)
    test(`refuses ${name} with ${JSON.stringify(settings)}`, () => {
      expect(() => strategyNamed(name, settings)).toThrow(MaskingError)
      expect(() => strategyNamed(name, settings)).toThrow(says)
      expect(() => strategyNamed(name, settings)).toThrow(`masking ${name}: `)
    })
})
