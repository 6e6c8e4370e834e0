import { strategyNamed } from '@cloze/mlm'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  bertChannel,
  channelOf,
  choiceDistributionOf,
  corrupt,
  MASK,
  UNKNOWN,
} from '../../../../packages/mlm/src/evaluation/floor/channel.ts'
import { random } from '../../../../packages/tensor/src/index.ts'

describe('the corruption channel', () => {
  const sequences = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 })

  test.prop([sequences, fc.nat()])('chooses at least one position and changes no other', (sequence, seed) => {
    const { visible, labels } = corrupt(sequence, 10, random(seed))
    expect(labels.some((label) => label >= 0)).toBe(true)
    sequence.forEach((word, position) => {
      expect([word, -1]).toContain(labels[position])
      if (labels[position] === -1) expect(visible[position]).toBe(word)
    })
  })

  test.prop([fc.array(fc.constantFrom(3, UNKNOWN), { maxLength: 12 }), fc.nat()])(
    'never chooses an unknown word',
    (sequence, seed) => {
      const { visible, labels } = corrupt(sequence, 10, random(seed))
      sequence.forEach((word, position) => {
        if (word === UNKNOWN) expect([visible[position], labels[position]]).toEqual([UNKNOWN, -1])
      })
    },
  )

  test('shows [MASK], a random word and the word itself as often as it says', () => {
    const stream = random(1, 'channel')
    const sequence = new Array<number>(100_000).fill(3)
    const { visible, labels } = corrupt(sequence, 10, stream)
    const chosen = visible.filter((_, position) => labels[position] === 3)
    const share = (shown: (word: number) => boolean) => chosen.filter(shown).length / chosen.length
    expect(chosen.length / sequence.length).toBeCloseTo(bertChannel.maskRate, 2)
    expect(share((word) => word === MASK)).toBeCloseTo(bertChannel.masked, 1)
    expect(share((word) => word === 3)).toBeCloseTo(bertChannel.kept + bertChannel.replaced / 10, 1)
  })
})

test('the channel of masking has its rate, at the end of a run, and its shares', () => {
  expect(channelOf({})).toEqual(bertChannel)
  expect(channelOf({ rate: 0.3, masked: 0.5, replaced: 0.25 })).toEqual({
    maskRate: 0.3,
    masked: 0.5,
    replaced: 0.25,
    kept: 0.25,
  })
  expect(channelOf({ rate: { from: 0.4, to: 0.2 }, masked: 1, replaced: 0 })).toEqual({
    maskRate: 0.2,
    masked: 1,
    replaced: 0,
    kept: 0,
  })
})

test('how positions are chosen is known of a strategy that says so, and of no other', () => {
  expect(choiceDistributionOf({})).toEqual({ kind: 'independent' })
  expect(choiceDistributionOf({ strategy: strategyNamed('whole-word') })).toEqual({ kind: 'count' })
  expect(choiceDistributionOf({ strategy: { name: 'first', choose: () => [] } })).toMatchObject({
    kind: 'unknown',
    why: 'nothing is known of how probable each choice of first is',
  })
})
