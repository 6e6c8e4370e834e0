import { parseSynonyms } from '@cloze/mlm/augmentation'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

describe('a list of synonyms', () => {
  test('has sets of words with commas or spaces between, in the case asked for', () => {
    const found = parseSynonyms('# sizes\nbig, large, very big\r\n\nsmall little\nlarge grand')
    expect(found('big')).toEqual(['large', 'very big'])
    expect(found('Large')).toEqual(['Big', 'Very big', 'Grand'])
    expect(found('SMALL')).toEqual(['LITTLE'])
    expect(found('dog')).toEqual([])
  })

  test('names the line that is no set', () => {
    expect(() => parseSynonyms('big, large\nsmall', 'list.txt')).toThrow(
      'list.txt: line 2: "small" is one word; a line is a set of words, as big, large, huge',
    )
    expect(() => parseSynonyms('# nothing')).toThrow('no words')
  })
})
