import {
  CorpusError,
  cleanText,
  compose,
  hasStopWords,
  lowerCase,
  normalForms,
  normalize,
  preprocessing,
  removeStopWords,
  separateIdeographs,
  stopWordLanguages,
  stopWordsOf,
  type TextTransform,
} from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

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

const words = fc.constantFrom(
  ...[
    'the',
    'The',
    'cat',
    "don't",
    'it’s',
    'a',
    'I',
    '的',
    '我们',
    '喜欢',
    '书',
    '北京大学',
    'BERT',
    'İ',
    'Σ',
    'ﬁ',
    'é',
  ],
  ...[' ', '  ', '\n', '\t', '\u00a0', '\u200b', '.', '，', "'", '-', '😀', '\u0301', '\r\n', '\ud800'],
)
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
)

describe('every step of preprocessing', () => {
  for (const [name, step] of Object.entries(steps))
    test.prop([texts], { numRuns: 300 })(`${name} done twice is done once`, (text) => {
      expect(step(step(text))).toBe(step(text))
    })

  test('leaves an empty text empty', () => {
    for (const step of Object.values(steps)) expect(step('')).toBe('')
  })
})

describe('cleaning', () => {
  test.prop([texts])('leaves no control character and no space but the plain one and line ends', (text) => {
    expect(cleanText(text)).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}\uFFFD\r\t]|(?! )\p{Zs}|(?!\n)\p{Cc}/u)
  })

  test('keeps what BERT keeps', () => {
    expect(cleanText('a\u0000b\u200Dc\uFFFD d\u3000e\tf\r\ng\rh\u0301')).toBe('abc d e f\ng\nh\u0301')
  })
})

test('lower-casing is by the character, and keeps accents', () => {
  expect(lowerCase('ÀÉ ΟΔΟΣ STRASSE')).toBe('àé οδοσ strasse')
})

test('normalisation makes one spelling of what is the same', () => {
  expect(normalize('nfc')('e\u0301')).toBe('é')
  expect(normalize('nfd')('é')).toBe('e\u0301')
  expect(normalize('nfkc')('ﬁ２')).toBe('fi2')
  expect(normalize('nfkd')('ﬁé')).toBe('fie\u0301')
})

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

describe('setting ideographs apart', () => {
  test('puts one space between a Chinese character and what is beside it', () => {
    expect(separateIdeographs('读BERT的书。 好')).toBe('读 BERT 的 书 。 好')
    expect(separateIdeographs('かな 한글 \u{20000}a')).toBe('かな 한글 \u{20000} a')
  })

  test.prop([texts])('adds spaces alone', (text) => {
    expect(separateIdeographs(text).replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
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
