import {
  cleanText,
  compose,
  lowerCase,
  normalForms,
  normalize,
  preprocessing,
  removeStopWords,
  separateIdeographs,
  stopWordsOf,
  type TextTransform,
} from '@cloze/mlm/corpus'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { texts } from './arbitraries.ts'

const english = removeStopWords(stopWordsOf('en'))
const chinese = removeStopWords(stopWordsOf('zh'))

const steps: Readonly<Record<string, TextTransform>> = {
  ...Object.fromEntries(normalForms.map((form) => [`normalisation to ${form}`, normalize(form)])),
  cleaning: cleanText,
  'lower-casing': lowerCase,
  'taking out English stop words': english,
  'taking out Chinese stop words': chinese,
  'setting ideographs apart': separateIdeographs,
}

describe('every step of preprocessing', () => {
  for (const [name, step] of Object.entries(steps))
    test.prop([texts], { numRuns: 300 })(`${name} done twice is done once`, (text) => {
      expect(step(step(text))).toBe(step(text))
    })

  test('leaves an empty text empty', () => {
    for (const step of Object.values(steps)) expect(step('')).toBe('')
  })
})

describe('the steps together', () => {
  test('are none where none is asked for', () => {
    expect(preprocessing({ lowerCase: false, stopWords: [] })).toBeUndefined()
  })

  test('go in the order that helps: what normalisation makes is lower-cased, and then a stop word', () => {
    const all = preprocessing({
      normalize: 'nfkc',
      cleanText: true,
      lowerCase: true,
      stopWords: stopWordsOf('en'),
      separateIdeographs: true,
    })
    expect(all?.('Ｔ\u200bhe ＣＡＴ读书')).toBe('cat 读 书')
  })

  test.prop([texts])('are one after the other', (text) => {
    expect(compose(cleanText, lowerCase)(text)).toBe(lowerCase(cleanText(text)))
    expect(compose()(text)).toBe(text)
  })
})
