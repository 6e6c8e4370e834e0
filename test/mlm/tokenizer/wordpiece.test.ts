import { specialTokens, wordPieceOf } from '@cloze/mlm/tokenizer'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const play = wordPieceOf([...specialTokens, 'p', 'play', '##ing', '##i', '##n', '##g', 'a', '##a', '.'], true)
const tokensOf = (text: string) => Array.from(play.encode(text), play.token)

describe('a WordPiece tokenizer', () => {
  test('takes the longest piece that fits, from the start on', () => {
    expect(tokensOf('Playing playin.')).toEqual(['play', '##ing', 'play', '##i', '##n', '.'])
  })

  test('gives [UNK] for a word that can not be cut to the end, and for no more than that word', () => {
    expect(tokensOf('playings aa')).toEqual(['[UNK]', 'a', '##a'])
  })

  test('cuts a word of 100 characters, and gives [UNK] for one of 101', () => {
    expect(tokensOf('a'.repeat(100))).toHaveLength(100)
    expect(tokensOf('a'.repeat(101))).toEqual(['[UNK]'])
    const far = wordPieceOf([...specialTokens, '😀', '##😀'], true)
    expect(far.encode('😀'.repeat(100))).toHaveLength(100)
  })

  test('joins pieces of a word, and sets punctuation to the word before, when it decodes', () => {
    expect(play.decode(play.encode('Playing a [MASK] aa.'))).toBe('playing a aa.')
    expect(play.decode(play.encode('Playing a [MASK] aa.'), { keepSpecialTokens: true })).toBe(
      'playing a [MASK] aa.',
    )
  })

  test('names the special token that a vocabulary lacks, and the token that is there twice', () => {
    expect(() => wordPieceOf(['[PAD]', '[UNK]'], true)).toThrow('the special token [CLS] is missing')
    expect(() => wordPieceOf([...specialTokens, 'a', 'a'], true)).toThrow('"a" is there twice')
  })
})
