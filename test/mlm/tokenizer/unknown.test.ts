import {
  specialTokens,
  tokenizerKinds,
  trainCharacter,
  trainWordLevel,
  unknownCounter,
  wordPieceOf,
} from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const play = wordPieceOf([...specialTokens, 'p', 'play', '##p', 'a', '##a', 'l', 'y'], true)

describe('counting what is unknown', () => {
  test.each([
    { text: 'play a', unknown: 0, tokens: 2, reason: undefined, examples: [] },
    { text: 'play Ω ∑ play', unknown: 2, tokens: 4, reason: 'character', examples: ['Ω', '∑'] },
    { text: 'playz', unknown: 1, tokens: 1, reason: 'character', examples: ['z'] },
    { text: `a ${'p'.repeat(101)}`, unknown: 1, tokens: 2, reason: 'long', examples: [`${'p'.repeat(20)}…`] },
    { text: '[UNK] a', unknown: 1, tokens: 2, reason: 'written', examples: ['[UNK]'] },
    { text: '', unknown: 0, tokens: 0, reason: undefined, examples: [] },
  ])('of $text', ({ text, ...expected }) => {
    const counter = unknownCounter(play)
    counter.add(text)
    const { tokens, unknown } = expected
    expect(counter.statistics()).toEqual({ ...expected, share: tokens === 0 ? 0 : unknown / tokens })
  })

  test('names the words that a vocabulary of words lacks, and the characters that one of characters lacks', () => {
    const words = unknownCounter(trainWordLevel(['a cat'], { vocabularySize: 20 }))
    words.add('a dog', 3)
    expect(words.statistics()).toMatchObject({
      tokens: 6,
      unknown: 3,
      share: 0.5,
      reason: 'word',
      examples: ['dog'],
    })
    const characters = unknownCounter(trainCharacter(['a cat'], { vocabularySize: 20 }))
    characters.add('a dat')
    expect(characters.statistics()).toMatchObject({
      tokens: 5,
      unknown: 1,
      reason: 'character',
      examples: ['d'],
    })
  })

  test.prop([
    fc.constantFrom(...(['wordpiece', 'word', 'character'] as const)),
    fc.array(fc.string({ unit: fc.constantFrom(...'abcd ∑.\n', '[UNK]', '[MASK]') }), { minLength: 1 }),
    fc.integer({ min: 6, max: 12 }),
  ])('of what a trainer counted is counting in the documents themselves', (kind, texts, vocabularySize) => {
    const documents = [...texts, 'a']
    const trainer = tokenizerKinds[kind]({ vocabularySize })
    for (const document of documents) trainer.add(document)
    const tokenizer = trainer.tokenizer()
    const counted = unknownCounter(tokenizer)
    for (const [text, times] of trainer.counted()) counted.add(text, times)
    const read = unknownCounter(tokenizer)
    for (const document of documents) read.counting.encode(document)
    const { tokens, unknown } = counted.statistics()
    expect(read.statistics()).toMatchObject({ tokens, unknown })
  })

  test('judges the reason by some, and counts all', () => {
    const trainer = tokenizerKinds.wordpiece({ vocabularySize: 20 })
    trainer.add('a')
    const counter = unknownCounter(trainer.tokenizer())
    counter.add('z '.repeat(5000))
    expect(counter.statistics()).toMatchObject({ unknown: 5000, share: 1, examples: ['z'] })
  })
})
