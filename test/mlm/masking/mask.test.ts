import { maskSequence, strategyNamed } from '@cloze/mlm'
import { bertChannel } from '@cloze/mlm/evaluation'
import { IGNORE_INDEX, MaskingError, wordIdsOf } from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'
import { cls, examples, mask, pad, rates, sep, sequences, specialIds, tokenizer, unk } from './arbitraries.ts'
import { expectShare } from './share.ts'

for (const { name, strategy } of examples)
  describe(`masking, ${name}`, () => {
    const shares = fc.tuple(rates, rates).map(([a, b]) => ({ masked: a * b, replaced: a * (1 - b) }))

    test.prop([sequences, rates, shares, fc.nat()])(
      'chooses no special token, labels what it chose, and changes nothing else',
      (ids, rate, share, seed) => {
        const given = ids.slice()
        const options = { tokenizer, strategy, rate, ...share, random: random(seed) }
        const { inputIds, labels } = maskSequence(ids, options)
        expect(ids).toEqual(given)
        expect([inputIds.length, labels.length]).toEqual([ids.length, ids.length])
        ids.forEach((id, position) => {
          if (labels[position] === IGNORE_INDEX) expect(inputIds[position]).toBe(id)
          else {
            expect(labels[position]).toBe(id)
            expect(specialIds).not.toContain(id)
          }
        })
      },
    )

    test.prop([sequences, rates, fc.nat()])(
      'loses nothing: labels put back give the sequence',
      (ids, rate, seed) => {
        const { inputIds, labels } = maskSequence(ids, { tokenizer, strategy, rate, random: random(seed) })
        expect(
          inputIds.map((id, position) => (labels[position] === IGNORE_INDEX ? id : (labels[position] ?? 0))),
        ).toEqual(ids)
      },
    )

    test.prop([sequences, fc.nat()])('shows [MASK] or ordinary tokens where it chose', (ids, seed) => {
      const options = { tokenizer, strategy, rate: 1, masked: 0.3, replaced: 0.7, random: random(seed) }
      const { inputIds, labels } = maskSequence(ids, options)
      inputIds.forEach((id, position) => {
        if (labels[position] !== IGNORE_INDEX) expect([pad, unk, cls, sep]).not.toContain(id)
      })
    })

    test.prop([sequences, rates, fc.nat()])('repeats with the same stream', (ids, rate, seed) => {
      const once = () => maskSequence(ids, { tokenizer, strategy, rate, random: random(seed) })
      expect(once()).toEqual(once())
    })

    test('draws other masks, or other outcomes of what is given, from another stream', () => {
      const ids = new Int32Array(200).fill(7)
      const shares = { masked: 0.5, replaced: 0.5 }
      const masked = (seed: number) =>
        maskSequence(ids, { tokenizer, strategy, ...shares, random: random(seed) })
      expect([1, 2, 3, 4, 5].map(masked)).not.toEqual([11, 12, 13, 14, 15].map(masked))
    })

    test('of what it chose, 80 % show [MASK], 10 % a random word and 10 % themselves', () => {
      // In sequences of 60, so that what shares an outcome is one draw in many.
      const outcomes = Array.from({ length: 6000 }, (_, number) => {
        const ids = new Int32Array(60).fill(7)
        const { inputIds, labels } = maskSequence(ids, {
          tokenizer,
          strategy,
          random: random(1, name, number),
        })
        return inputIds[labels.findIndex((label) => label !== IGNORE_INDEX)]
      })
      const words = tokenizer.vocabularySize - specialIds.length
      expectShare(outcomes.filter((id) => id === mask).length, outcomes.length, 0.8)
      expectShare(outcomes.filter((id) => id === 7).length, outcomes.length, 0.1 + 0.1 / words)
    })

    test('leaves alone what has nothing to choose, and chooses the only token there is', () => {
      const labelsOf = (...ids: number[]) => [
        ...maskSequence(Int32Array.from(ids), { tokenizer, strategy, random: random(1) }).labels,
      ]
      expect(labelsOf()).toEqual([])
      expect(labelsOf(cls, sep)).toEqual([IGNORE_INDEX, IGNORE_INDEX])
      expect(labelsOf(cls, unk, mask, sep, pad)).toEqual(new Array(5).fill(IGNORE_INDEX))
      const only = strategy.settings?.pattern === '001' ? IGNORE_INDEX : 7 // a pattern that begins with the third
      expect(labelsOf(cls, 7, sep, pad)).toEqual([IGNORE_INDEX, only, IGNORE_INDEX, IGNORE_INDEX])
    })
  })

describe('masking by span', () => {
  test.prop([sequences, fc.nat()])('decides for each run what becomes of it', (ids, seed) => {
    const strategy = strategyNamed('span')
    const options = { tokenizer, strategy, rate: 0.4, masked: 0.5, replaced: 0 }
    const { inputIds, labels } = maskSequence(ids, { ...options, random: random(seed) })
    for (let position = 1; position < ids.length; position++)
      if (labels[position] !== IGNORE_INDEX && labels[position - 1] !== IGNORE_INDEX)
        expect(inputIds[position] === mask).toBe(inputIds[position - 1] === mask)
  })
})

describe('the words of tokens', () => {
  test('go on at ##, but not after a special token', () => {
    expect(wordIdsOf(['[CLS]', 'play', '##ing', '##s', 'a', '##', '[UNK]', '##b', '[SEP]'])).toEqual([
      ...[undefined, 0, 0, 0, 1, 2, undefined, 3, undefined],
    ])
  })

  test('are what a tokenizer says', () => {
    expect(wordIdsOf(['a', 'b', 'c', 'd'], [4, 4, undefined, 4])).toEqual([0, 0, undefined, 1])
  })

  test('are found in Chinese, whose tokens are characters, whoever says that these are words', () => {
    const tokens = ['[CLS]', '我', '喜', '欢', '音', '乐', ',', 'a', '音', '乐', '[SEP]']
    const expected = [undefined, 0, 1, 1, 2, 2, 3, 4, 5, 5, undefined]
    expect(wordIdsOf(tokens)).toEqual(expected)
    const given = tokens.map((token, position) => (token.startsWith('[') ? undefined : position))
    expect(wordIdsOf(tokens, given)).toEqual(expected)
  })

  test('keep ideographs beyond 16 bits whole', () => {
    expect(wordIdsOf(['𠮷', '音', '乐'])).toEqual([0, 1, 1])
  })

  test('are masked whole where a tokenizer gives them', () => {
    const ids = Int32Array.of(cls, 7, 7, 7, 7, sep)
    const wordIds = [undefined, 0, 0, 1, 1, undefined]
    for (let seed = 0; seed < 20; seed++) {
      const options = { tokenizer, strategy: strategyNamed('whole-word'), rate: 0.5, wordIds }
      const { labels } = maskSequence(ids, { ...options, random: random(seed) })
      expect([...labels].filter((label) => label === 7)).toHaveLength(2)
      expect(labels[1]).toBe(labels[2])
    }
  })
})

describe('masking', () => {
  test('draws every ordinary token as a replacement, each as often', () => {
    const words = tokenizer.vocabularySize - specialIds.length
    const options = { tokenizer, rate: 1, masked: 0, replaced: 1, random: random(1, 'replaced') }
    const { inputIds } = maskSequence(new Int32Array(40_000).fill(7), options)
    for (let id = specialIds.length; id < tokenizer.vocabularySize; id++)
      expectShare(inputIds.filter((shown) => shown === id).length, inputIds.length, 1 / words)
  })

  test('keeps special tokens out of replacements wherever their ids are', () => {
    const special = { pad: 9, unk: 0, cls: 4, sep: 5, mask: 7 }
    const spread = { special, vocabularySize: 10, token: String }
    const options = { tokenizer: spread, rate: 1, masked: 0, replaced: 1, random: random(1) }
    const { inputIds } = maskSequence(new Int32Array(500).fill(1), options)
    expect([...new Set(inputIds)].sort()).toEqual([1, 2, 3, 6, 8])
  })

  test('corrupts as the floor assumes unless told otherwise', () => {
    const { maskRate, masked, replaced } = bertChannel
    const ids = Int32Array.from({ length: 300 }, (_, position) => 5 + (position % 20))
    const said = { tokenizer, rate: maskRate, masked, replaced }
    expect(maskSequence(ids, { tokenizer, random: random(1) })).toEqual(
      maskSequence(ids, { ...said, random: random(1) }),
    )
  })

  test('refuses shares that are none', () => {
    const ids = Int32Array.of(7)
    for (const wrong of [
      { rate: -0.1 },
      { rate: 1.1 },
      { rate: Number.NaN },
      { masked: 0.8, replaced: 0.3 },
      { masked: -0.1 },
      { replaced: Number.NaN },
      { rate: { from: 0.3, to: 1.5 } },
      { duplicates: 0 },
      { duplicates: 2, rate: { from: 0.3, to: 0.1 } },
    ])
      expect(() => maskSequence(ids, { tokenizer, ...wrong, random: random(1) })).toThrow(MaskingError)
  })
})
