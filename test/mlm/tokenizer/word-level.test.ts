import { wordLevel } from '@cloze/mlm'
import { specialTokens, TokenizerError, trainWordLevel, wordLevelOf } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { wordLists, words } from './arbitraries.ts'

describe('a word-level tokenizer', () => {
  test.prop([wordLists])('decodes what it encoded', (list) => {
    const tokenizer = wordLevel(list)
    const ids = tokenizer.encode(list.join(' '))
    expect([...ids]).toEqual(list.map((_, index) => index + specialTokens.length))
    expect(tokenizer.decode(ids)).toBe(list.join(' '))
  })

  test.prop([wordLists, fc.string()])('gives every text ids of its vocabulary', (list, text) => {
    const tokenizer = wordLevel(list)
    for (const id of tokenizer.encode(text)) expect(tokenizer.token(id)).toBeTypeOf('string')
  })

  test.prop([wordLists, words])('gives [UNK] for a word that it does not have', (list, word) => {
    const tokenizer = wordLevel(list.filter((known) => known !== word).concat('other0'))
    expect([...tokenizer.encode(word)]).toEqual([tokenizer.special.unk])
  })

  test('recognises special tokens written in a text, in any case setting, and leaves them out of text', () => {
    for (const lowerCase of [true, false]) {
      const { encode, decode, special } = wordLevel(['the', 'cat'], { lowerCase })
      expect([...encode('the[MASK] cat [mask]')]).toEqual([5, special.mask, 6, 1, 1, 1])
      expect(decode(encode('[CLS] the [MASK] cat [SEP]'))).toBe('the cat')
    }
  })

  test('lower-cases unless told otherwise', () => {
    expect([...wordLevel(['the']).encode('The THE')]).toEqual([5, 5])
    expect([...wordLevel(['The'], { lowerCase: false }).encode('The THE')]).toEqual([5, 1])
  })

  test('refuses words that no text can hold, words given twice, and special tokens', () => {
    for (const [list, message] of [
      [['don’t'], /"don’t" can't be a word/],
      [['The'], /"The" can't be a word/],
      [[''], /"" can't be a word/],
      [['[MASK]'], /"\[MASK\]" can't be a word/],
      [['cat', 'dog', 'cat'], /"cat" is there twice/],
    ] as const) {
      expect(() => wordLevel(list)).toThrow(TokenizerError)
      expect(() => wordLevel(list)).toThrow(message)
    }
  })

  test('names the special token that a vocabulary lacks', () => {
    const tokens = specialTokens.filter((token) => token !== '[SEP]')
    expect(() => wordLevelOf([...tokens, 'cat'], true)).toThrow('the special token [SEP] is missing')
  })

  test('says which ids there are when asked for another', () => {
    for (const id of [-1, 6, 1.5]) expect(() => wordLevel(['cat']).token(id)).toThrow(/ids are 0 … 5/)
  })
})

describe('a sequence', () => {
  test.prop([fc.array(fc.nat(9)), fc.integer({ min: 2, max: 20 })])(
    'is [CLS], as many of the ids as fit, [SEP]',
    (ids, maxLength) => {
      const { sequence, special } = wordLevel(['cat'])
      const made = [...sequence(Int32Array.from(ids), maxLength)]
      expect(made).toEqual([special.cls, ...ids.slice(0, maxLength - 2), special.sep])
    },
  )

  test('needs room for [CLS] and [SEP]', () => {
    for (const maxLength of [1, 0, Number.NaN])
      expect(() => wordLevel(['cat']).sequence(new Int32Array(), maxLength)).toThrow(RangeError)
  })
})

describe('learning a vocabulary', () => {
  test('takes the most frequent words, of equals the first in code-point order', () => {
    const tokenizer = trainWordLevel(['b a b', '\u{1F600} ﬀ a c', 'd'], { vocabularySize: 9 })
    // U+FB00 is before U+1F600, though its UTF-16 unit is after.
    const tied = trainWordLevel(['\u{1F600} \uFB00'], { vocabularySize: 7 })
    expect([5, 6, 7, 8].map(tokenizer.token)).toEqual(['a', 'b', 'c', 'd'])
    expect([5, 6].map(tied.token)).toEqual(['\uFB00', '\u{1F600}'])
  })

  test.prop([fc.array(wordLists, { minLength: 1 }), fc.integer({ min: 6, max: 40 })])(
    'depends neither on the order of documents nor on how words are cut into documents',
    (documents, vocabularySize) => {
      const files = (texts: string[]) => trainWordLevel(texts, { vocabularySize }).files()
      const texts = documents.map((document) => document.join(' '))
      expect(files(texts.toReversed())).toEqual(files(texts))
      expect(files([texts.join(' ')])).toEqual(files(texts))
    },
  )

  test.prop([wordLists, fc.integer({ min: 6, max: 40 })])('has at most the size asked for', (list, size) => {
    const { vocabularySize } = trainWordLevel([list.join(' ')], { vocabularySize: size })
    expect(vocabularySize).toBe(Math.min(size, list.length + specialTokens.length))
  })

  test('counts no special token as a word', () => {
    expect(trainWordLevel(['[MASK] [MASK] cat'], { vocabularySize: 10 }).vocabularySize).toBe(6)
  })

  test('says what is wrong with a size without room, and with a corpus without words', () => {
    expect(() => trainWordLevel(['cat'], { vocabularySize: 5 })).toThrow(/from 6, not 5/)
    expect(() => trainWordLevel(['cat'], { vocabularySize: 6.5 })).toThrow(/from 6, not 6.5/)
    expect(() => trainWordLevel([' ', '[SEP]'], { vocabularySize: 9 })).toThrow(/hold no words/)
  })
})
