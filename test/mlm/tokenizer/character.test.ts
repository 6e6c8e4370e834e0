import { characterOf, specialTokens, trainCharacter } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

describe('a character-level tokenizer', () => {
  test('has a token for each character, for spaces too, and [UNK] for one that it lacks', () => {
    const tokenizer = characterOf([...specialTokens, ' ', 'a', 'b'], true)
    expect(Array.from(tokenizer.encode('Á b\tc'), tokenizer.token)).toEqual(['a', ' ', 'b', ' ', '[UNK]'])
    expect(tokenizer.encode('😀')).toHaveLength(1)
  })

  test('takes special tokens whole, in the middle of a word', () => {
    const { encode, decode, special } = trainCharacter(['cat sat'], { vocabularySize: 20 })
    const ids = encode('c[MASK]t sat')
    expect(ids).toHaveLength(7)
    expect(ids[1]).toBe(special.mask)
    expect(decode(ids)).toBe('ct sat')
    expect(decode(ids, { keepSpecialTokens: true })).toBe('c[MASK]t sat')
  })

  test('counts the words of BERT, and each space as one', () => {
    const { pieces } = trainCharacter(['a b'], { vocabularySize: 20 })
    expect([...pieces('ab, 中中 c').wordIds]).toEqual([0, 0, 1, 2, 3, 4, 5, 6])
  })

  test.prop([fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '中', '😀') })])(
    'spells what it read',
    (text) => {
      const { encode, decode } = trainCharacter([`${text}a`], { vocabularySize: 20 })
      expect(decode(encode(text))).toBe(text)
    },
  )

  test('learns the most frequent characters, of equals the first in code-point order', () => {
    const tokenizer = trainCharacter(['ccba', 'c'], { vocabularySize: 7 })
    expect([5, 6].map(tokenizer.token)).toEqual(['c', 'a'])
  })

  test('says what is wrong with a size without room, and with a corpus without characters', () => {
    expect(() => trainCharacter(['cat'], { vocabularySize: 5 })).toThrow(/from 6, not 5/)
    expect(() => trainCharacter(['', '[SEP]'], { vocabularySize: 9 })).toThrow(/hold no words/)
  })
})
