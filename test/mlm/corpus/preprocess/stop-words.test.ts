import { CorpusError, hasStopWords, removeStopWords, stopWordLanguages, stopWordsOf } from '@cloze/mlm/corpus'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { texts } from './arbitraries.ts'

const english = removeStopWords(stopWordsOf('en'))
const chinese = removeStopWords(stopWordsOf('zh'))

describe('stop words', () => {
  test.prop([texts])('are not in what is left', (text) => {
    const stops = new Set(stopWordsOf('en'))
    const found = english(text).match(/[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu) ?? []
    expect(found.filter((word) => stops.has(word.toLowerCase()))).toEqual([])
  })

  test('go in any case, with the space after them; words that hold one stay', () => {
    expect(english('The cat, THE other theatre\nand "the" mat.')).toBe('cat, theatre\n"" mat.')
  })

  test('of Chinese are found between words that no space parts', () => {
    expect(chinese('学生都说中文的')).toBe('学生 中文')
    expect(chinese('北京大学的学生')).toBe('北京大学 学生')
    expect(chinese('BERT的书。')).toBe('BERT 书。')
  })

  test('of Chinese stay where they are a part of a word', () => {
    expect(stopWordsOf('zh')).toContain('中')
    expect(chinese('中国')).toBe('中国')
  })

  test('of several lists, and of one’s own, with either apostrophe', () => {
    const own = removeStopWords([...stopWordsOf('en'), ...stopWordsOf('zh'), "don't", 'Cafe\u0301'])
    expect(own('I don’t like 的 café')).toBe('')
    expect(own('We don’t sleep 的 café')).toBe('sleep ')
  })

  test('have a list for each language that is named, by either code', () => {
    expect(stopWordLanguages).toEqual(expect.arrayContaining(['de', 'en', 'fr', 'ja', 'pt-BR', 'zh']))
    for (const language of stopWordLanguages)
      expect(stopWordsOf(language).length, language).toBeGreaterThan(10)
    expect(stopWordsOf('eng')).toBe(stopWordsOf('en'))
    expect(stopWordsOf('zho')).toBe(stopWordsOf('zh'))
  })

  test('of no language are an error that names the languages', () => {
    for (const language of ['xx', 'stops.txt', '', 'en_']) {
      expect(hasStopWords(language)).toBe(false)
      expect(() => stopWordsOf(language)).toThrow(CorpusError)
    }
    expect(() => stopWordsOf('xx')).toThrow('no stop words for "xx"; there are lists for af, ar, ')
  })
})
