import { separateIdeographs } from '@cloze/mlm/corpus'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { texts } from './arbitraries.ts'

describe('setting ideographs apart', () => {
  test('puts one space between a Chinese character and what is beside it', () => {
    expect(separateIdeographs('读BERT的书。 好')).toBe('读 BERT 的 书 。 好')
    expect(separateIdeographs('かな 한글 \u{20000}a')).toBe('かな 한글 \u{20000} a')
  })

  test.prop([texts])('adds spaces alone', (text) => {
    expect(separateIdeographs(text).replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  })
})
