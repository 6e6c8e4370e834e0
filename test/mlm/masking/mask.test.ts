import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { bertChannel, IGNORED, maskSequence, strategies } from '../../../packages/mlm/src/index.ts'
import { random } from '../../../packages/tensor/src/index.ts'
import { cls, mask, pad, rates, sep, sequences, specialIds, tokenizer, unk } from './arbitraries.ts'
import { expectShare } from './share.ts'

for (const strategy of strategies)
  describe(`masking, ${strategy.name}`, () => {
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
          if (labels[position] === IGNORED) expect(inputIds[position]).toBe(id)
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
          inputIds.map((id, position) => (labels[position] === IGNORED ? id : (labels[position] ?? 0))),
        ).toEqual(ids)
      },
    )

    test.prop([sequences, fc.nat()])('shows [MASK] or ordinary tokens where it chose', (ids, seed) => {
      const options = { tokenizer, strategy, rate: 1, masked: 0.3, replaced: 0.7, random: random(seed) }
      const { inputIds, labels } = maskSequence(ids, options)
      inputIds.forEach((id, position) => {
        if (labels[position] !== IGNORED) expect([pad, unk, cls, sep]).not.toContain(id)
      })
    })

    test.prop([sequences, rates, fc.nat()])('repeats with the same stream', (ids, rate, seed) => {
      const once = () => maskSequence(ids, { tokenizer, strategy, rate, random: random(seed) })
      expect(once()).toEqual(once())
    })

    test('draws other masks from another stream', () => {
      const ids = new Int32Array(200).fill(7)
      const masked = (seed: number) => maskSequence(ids, { tokenizer, strategy, random: random(seed) })
      expect(masked(1).labels).not.toEqual(masked(2).labels)
    })

    test('chooses 15 %, of which 80 % show [MASK], 10 % a random word and 10 % themselves', () => {
      const ids = new Int32Array(60_000).fill(7)
      const { inputIds, labels } = maskSequence(ids, {
        tokenizer,
        strategy,
        random: random(1, strategy.name),
      })
      const shown = [...inputIds].filter((_, position) => labels[position] !== IGNORED)
      const words = tokenizer.vocabularySize - specialIds.length
      expectShare(shown.length, ids.length, 0.15)
      expectShare(shown.filter((id) => id === mask).length, shown.length, 0.8)
      expectShare(shown.filter((id) => id === 7).length, shown.length, 0.1 + 0.1 / words)
    })

    test('leaves alone what has nothing to choose, and chooses the only token there is', () => {
      const labelsOf = (...ids: number[]) => [
        ...maskSequence(Int32Array.from(ids), { tokenizer, strategy, random: random(1) }).labels,
      ]
      expect(labelsOf()).toEqual([])
      expect(labelsOf(cls, sep)).toEqual([IGNORED, IGNORED])
      expect(labelsOf(cls, unk, mask, sep, pad)).toEqual(new Array(5).fill(IGNORED))
      expect(labelsOf(cls, 7, sep, pad)).toEqual([IGNORED, 7, IGNORED, IGNORED])
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
    const spread = { special: { pad: 9, unk: 0, cls: 4, sep: 5, mask: 7 }, vocabularySize: 10 }
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
    ])
      expect(() => maskSequence(ids, { tokenizer, ...wrong, random: random(1) })).toThrow(RangeError)
  })
})
