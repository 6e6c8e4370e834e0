import { random } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { english } from '../../../../packages/mlm/src/corpus/grammar/english.ts'
import { leaves, sampleSentence, sampleTree } from '../../../../packages/mlm/src/corpus/grammar/sample.ts'
import { small } from './small.ts'

test.prop([fc.nat()])('a sentence is what its derivation has at its leaves, from left to right', (seed) => {
  const tree = sampleTree(english, random(seed))
  expect(leaves(tree).map(({ word }) => word)).toEqual(sampleSentence(english, random(seed)))
  expect(leaves(tree).map(({ start }) => start)).toEqual([...leaves(tree).keys()])
})

test('a rule is drawn as often as its probability says', () => {
  const [count, stream] = [20_000, random(1, 'sample')]
  const rules = small.rules[small.start] ?? []
  const drawn = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const key = sampleTree(small, stream)
      .children.map(({ symbol }) => symbol)
      .join(' ')
    drawn.set(key, (drawn.get(key) ?? 0) + 1)
  }
  const expected = new Map<string, number>()
  for (const { children, probability } of rules) {
    const key = children.map((child) => small.symbols[child]).join(' ')
    expected.set(key, (expected.get(key) ?? 0) + probability)
  }
  for (const [key, probability] of expected)
    expect(Math.abs((drawn.get(key) ?? 0) / count - probability)).toBeLessThan(0.015)
})
