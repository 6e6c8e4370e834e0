import { budgetOf, type ChoiceDistribution, type PossibleChoice } from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { english } from '../../../../packages/mlm/src/corpus/grammar/english.ts'
import { type Grammar, readGrammar } from '../../../../packages/mlm/src/corpus/grammar/grammar.ts'
import { sampleSentence } from '../../../../packages/mlm/src/corpus/grammar/sample.ts'
import {
  bertChannel,
  type Channel,
  corrupt,
  MASK,
} from '../../../../packages/mlm/src/evaluation/floor/channel.ts'
import { createFloor, sentenceLogProbability } from '../../../../packages/mlm/src/evaluation/floor/floor.ts'
import { random } from '../../../../packages/tensor/src/index.ts'
import { allSentences, type Sentence } from '../../corpus/grammar/derivations.ts'
import { small } from '../../corpus/grammar/small.ts'
import { examples } from '../../masking/arbitraries.ts'

const all = (length: number) => Array.from({ length }, (_, position) => position)

/** p(word at `position` | visible, position chosen), by summing over all sentences and all choices of positions. */
function bruteForce(
  sentences: readonly Sentence[],
  visible: readonly number[],
  position: number,
  size: number,
  channel: Channel,
): number[] {
  const length = visible.length
  const redraw = 1 - (1 - channel.maskRate) ** length
  const joint = new Array<number>(size).fill(0)
  for (const { words, probability } of sentences)
    for (let choice = 1; choice < 2 ** length; choice++) {
      if (!((choice >> position) & 1)) continue
      let path = probability / redraw
      for (let j = 0; j < length && path > 0; j++) {
        const shown = visible[j]
        const same = shown === words[j] ? 1 : 0
        const changed = shown === MASK ? channel.masked : channel.replaced / size + channel.kept * same
        path *= (choice >> j) & 1 ? channel.maskRate * changed : (1 - channel.maskRate) * same
      }
      const word = words[position] ?? -1
      joint[word] = (joint[word] ?? 0) + path
    }
  return normalised(joint)
}

/** The same shares of 1. */
function normalised(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}

/** The same for any distribution, by summing over all sentences, all choices that are possible, and all outcomes of each group. */
function bruteForceOf(
  distribution: ChoiceDistribution,
  sentences: readonly Sentence[],
  visible: readonly number[],
  position: number,
  size: number,
  channel: Channel,
): number[] {
  const joint = new Array<number>(size).fill(0)
  const outcomes = [
    { share: channel.masked, shows: (word: number, shown: number) => (shown === MASK && word >= 0 ? 1 : 0) },
    { share: channel.replaced, shows: (_: number, shown: number) => (shown === MASK ? 0 : 1 / size) },
    { share: channel.kept, shows: (word: number, shown: number) => (shown === word ? 1 : 0) },
  ]
  for (const { groups, probability: chance } of choicesOf(distribution, visible.length, channel.maskRate)) {
    const chosen = groups.flat()
    if (!chosen.includes(position)) continue
    for (const { words, probability } of sentences) {
      let path = chance * probability
      visible.forEach((shown, index) => {
        if (!chosen.includes(index) && shown !== words[index]) path = 0
      })
      for (const group of groups)
        path *= outcomes.reduce(
          (sum, { share, shows }) =>
            sum +
            group.reduce((all, index) => all * shows(words[index] ?? -1, visible[index] ?? MASK), share),
          0,
        )
      const word = words[position] ?? -1
      joint[word] = (joint[word] ?? 0) + path
    }
  }
  return normalised(joint)
}

/** Every choice that a distribution allows, each with its probability but for a factor. */
function choicesOf(
  distribution: ChoiceDistribution,
  length: number,
  rate: number,
): readonly PossibleChoice[] {
  if (distribution.kind === 'listed') return distribution.of(length)
  return all(2 ** length)
    .map((bits) => all(length).filter((index) => (bits >> index) & 1))
    .filter((chosen) =>
      distribution.kind === 'count' ? chosen.length === budgetOf(length, rate) : chosen.length > 0,
    )
    .map((chosen) => ({
      groups: chosen.map((index) => [index]),
      probability:
        distribution.kind === 'count' ? 1 : rate ** chosen.length * (1 - rate) ** (length - chosen.length),
    }))
}

function expectClose(actual: Float64Array | undefined, expected: readonly number[]): void {
  const worst = Math.max(...expected.map((value, word) => Math.abs(value - (actual?.[word] ?? Number.NaN))))
  expect(worst).toBeLessThan(1e-12)
}

describe('the probability of a sentence', () => {
  const sentences = all(10).flatMap((length) => allSentences(small, length))
  const name = (sentence: Sentence) => sentence.words.map((word) => small.words[word] ?? '')

  test('adds up to 1 over all sentences', () => {
    const logProbability = sentenceLogProbability(small)
    const total = sentences.reduce((sum, sentence) => sum + Math.exp(logProbability(name(sentence))), 0)
    expect(total).toBeCloseTo(1, 12)
  })

  test('sums over the readings of an ambiguous sentence', () => {
    const logProbability = sentenceLogProbability(small)
    for (const sentence of sentences)
      expect(Math.exp(logProbability(name(sentence))) / sentence.probability).toBeCloseTo(1, 12)
  })

  test('is how often the sentence is drawn', () => {
    const draws = 20_000
    const stream = random(1, 'frequencies')
    const drawn = new Map<string, number>()
    for (let draw = 0; draw < draws; draw++) {
      const sentence = sampleSentence(small, stream).join(' ')
      drawn.set(sentence, (drawn.get(sentence) ?? 0) + 1)
    }
    for (const sentence of sentences.filter(({ probability }) => probability > 0.001)) {
      const expected = draws * sentence.probability
      const found = drawn.get(name(sentence).join(' ')) ?? 0
      expect(Math.abs(found - expected)).toBeLessThan(5 * Math.sqrt(expected))
    }
  })
})

describe('the floor', () => {
  const visibleSequences = fc.array(fc.integer({ min: MASK, max: small.words.length - 1 }), {
    minLength: 2,
    maxLength: 5,
  })
  const channels = fc.constantFrom<Channel[]>(
    bertChannel,
    { maskRate: 0.5, masked: 0.2, replaced: 0.5, kept: 0.3 },
    { maskRate: 1, masked: 0.5, replaced: 0.5, kept: 0 },
  )
  const ofLength = all(6).map((length) => allSentences(small, length))

  test.prop([visibleSequences, channels])(
    'equals a sum over all sentences and all corruptions of a small grammar',
    (visible, channel) => {
      const positions = all(visible.length)
      const found = createFloor(small, channel).predict(visible, positions)
      for (const position of positions) {
        const sentences = ofLength[visible.length] ?? []
        expectClose(found[position], bruteForce(sentences, visible, position, small.words.length, channel))
      }
    },
  )

  for (const { name, strategy } of examples.filter(
    ({ strategy: { distribution } }) => distribution?.kind !== 'unknown',
  ))
    test.prop([visibleSequences, channels])(
      `of ${name} equals a sum over all sentences, choices and outcomes of a small grammar`,
      (visible, channel) => {
        const distribution = strategy.distribution ?? { kind: 'independent' }
        const size = small.words.length
        for (const position of all(visible.length)) {
          const sentences = ofLength[visible.length] ?? []
          const expected = bruteForceOf(distribution, sentences, visible, position, size, channel)
          const find = () => createFloor(small, channel, distribution).predict(visible, [position])[0]
          if (expected.some(Number.isNaN)) expect(find).toThrow(RangeError)
          else expectClose(find(), expected)
        }
      },
    )

  test('is known where what was chosen always shows [MASK], however it was chosen', () => {
    const distribution: ChoiceDistribution = { kind: 'unknown', why: 'nobody asked' }
    const channel = { maskRate: 0.3, masked: 1, replaced: 0, kept: 0 }
    const visible = [MASK, 4, MASK]
    const [found] = createFloor(small, channel, distribution).predict(visible, [0])
    expectClose(found, [...(createFloor(small, channel).predict(visible, [0])[0] ?? [])])
    expect(() => createFloor(small, { ...channel, masked: 0.9, kept: 0.1 }, distribution)).toThrow(
      'nobody asked',
    )
    expect(() => createFloor(small, channel, distribution).predict(visible, [1])).toThrow(
      'cannot have been chosen',
    )
  })

  for (const length of [3, 4])
    test(`equals a sum over all English sentences of ${length} words and all corruptions`, () => {
      const sentences = allSentences(english, length)
      const floor = createFloor(english)
      const stream = random(length, 'floor')
      for (let trial = 0; trial < 12; trial++) {
        const { words } = sentences[stream.integer(sentences.length)] ?? { words: [] }
        const heavy: Channel = { ...bertChannel, maskRate: 0.5 }
        const { visible } = corrupt(words, english.words.length, stream, heavy)
        const found = floor.predict(visible, all(length))
        for (const position of all(length))
          expectClose(
            found[position],
            bruteForce(sentences, visible, position, english.words.length, bertChannel),
          )
      }
    })

  test('is the frequency of each word in sentences of that length where everything is masked', () => {
    const sentences = allSentences(english, 5)
    const total = sentences.reduce((sum, { probability }) => sum + probability, 0)
    const found = createFloor(english).predict(new Array<number>(5).fill(MASK), all(5))
    for (const position of all(5)) {
      const marginal = new Array<number>(english.words.length).fill(0)
      for (const { words, probability } of sentences)
        marginal[words[position] ?? -1] = (marginal[words[position] ?? -1] ?? 0) + probability / total
      expectClose(found[position], marginal)
    }
  })

  test('rejects a sequence that no sentence can show, and a word that is not in the lexicon', () => {
    expect(() => createFloor(small).predict([MASK], [0])).toThrow('no sentence of the grammar')
    expect(() => createFloor(small).predict([0, 99], [0])).toThrow('word 99 at 1')
  })

  test('rejects a grammar in which a symbol can become itself alone', () => {
    const page = { rules: '1 S → T\n 1 T → S\n 1 T → A', lexicon: 'A: a', features: {} }
    expect(() => createFloor(readGrammar(page)).predict([MASK], [0])).toThrow('cycle')
  })

  test('takes a grammar whose sentences have no longest', () => {
    const page = { rules: '1 S → S S\n 1 S → A', lexicon: 'A: a b', features: {} }
    const endless: Grammar = readGrammar(page)
    const found = createFloor(endless).predict([0, MASK, 1], [1])
    expect(found[0]?.[0]).toBeCloseTo(1 / 5 / (1 / 5 + 1 / 6), 12)
  })
})
