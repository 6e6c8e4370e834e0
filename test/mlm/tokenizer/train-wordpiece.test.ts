import { trainWordPiece } from '@cloze/mlm'
import { TokenizerError } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { wordLists } from './arbitraries.ts'

const texts = fc.string({ unit: 'binary' })

describe('learning WordPiece', () => {
  test('joins what is most often beside each other, of equals the first in code-point order', () => {
    const tokenizer = trainWordPiece(['ab ab ab cb cd cd'], { vocabularySize: 14 })
    const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.token(id))
    expect(tokens.slice(5)).toEqual(['a', 'b', 'c', 'd', '##b', '##d', 'ab', 'cd'])
  })

  test.prop([fc.array(wordLists, { minLength: 1 }), fc.integer({ min: 6, max: 80 })])(
    'depends neither on the order of documents nor on how words are cut into documents',
    (documents, vocabularySize) => {
      const files = (list: string[]) => trainWordPiece(list, { vocabularySize }).files()
      const list = documents.map((document) => document.join(' '))
      expect(files(list.toReversed())).toEqual(files(list))
      expect(files([list.join('\n')])).toEqual(files(list))
    },
  )

  test.prop([wordLists, fc.integer({ min: 6, max: 80 })])('has at most the size asked for', (list, size) => {
    expect(trainWordPiece([list.join(' ')], { vocabularySize: size }).vocabularySize).toBeLessThanOrEqual(
      size,
    )
  })

  test.prop([wordLists])(
    'leaves no word of the corpus unknown where there is room for its characters',
    (list) => {
      const tokenizer = trainWordPiece([list.join(' ')], { vocabularySize: 500 })
      expect(tokenizer.encode(list.join(' '))).not.toContain(tokenizer.special.unk)
    },
  )

  test.prop([wordLists])('makes one token of a word that is frequent, where there is room', (list) => {
    const tokenizer = trainWordPiece([`${list.join(' ')} `.repeat(2)], { vocabularySize: 500 })
    for (const word of list) expect(tokenizer.encode(word)).toHaveLength(1)
  })

  test.prop([fc.array(texts)])(
    'reads any text, and any text it then reads has ids of its vocabulary',
    (list) => {
      const tokenizer = trainWordPiece([...list, 'a'], { vocabularySize: 60 })
      for (const text of list)
        for (const id of tokenizer.encode(text)) expect(id).toBeLessThan(tokenizer.vocabularySize)
    },
  )

  test('keeps the most frequent characters, up to a limit and to the room there is', () => {
    const text = ['aaa aab aab abc zzz zzz q']
    const sizeOf = (options: { vocabularySize: number; alphabetLimit?: number }) =>
      trainWordPiece(text, options)
    const limited = sizeOf({ vocabularySize: 100, alphabetLimit: 2 })
    expect(limited.encode('aza')).not.toContain(limited.special.unk)
    expect([...limited.encode('q b')]).toEqual([1, 1])
    const small = sizeOf({ vocabularySize: 7 })
    expect(Array.from({ length: 7 }, (_, id) => small.token(id)).slice(5)).toEqual(['a', '##a'])
  })

  test('joins nothing that occurs less often than asked', () => {
    const once = trainWordPiece(['cat'], { vocabularySize: 100 })
    expect(once.encode('cat')).toHaveLength(3)
    expect(trainWordPiece(['cat'], { vocabularySize: 100, minimumCount: 1 }).encode('cat')).toHaveLength(1)
  })

  test('takes no special token that is written in the corpus as a word', () => {
    const tokenizer = trainWordPiece(['[MASK] [MASK] m'], { vocabularySize: 100 })
    expect(tokenizer.vocabularySize).toBe(6)
  })

  test('says what is wrong with a size without room, and with a corpus without words', () => {
    expect(() => trainWordPiece(['cat'], { vocabularySize: 5 })).toThrow(TokenizerError)
    expect(() => trainWordPiece(['cat'], { vocabularySize: 5 })).toThrow(/from 6, not 5/)
    expect(() => trainWordPiece([' ', '[SEP]'], { vocabularySize: 9 })).toThrow(/hold no words/)
  })
})
