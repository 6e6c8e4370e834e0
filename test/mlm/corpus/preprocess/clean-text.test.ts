import { cleanText } from '@cloze/mlm/corpus'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { texts } from './arbitraries.ts'

describe('cleaning', () => {
  test.prop([texts])('leaves no control character and no space but the plain one and line ends', (text) => {
    expect(cleanText(text)).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}\uFFFD\r\t]|(?! )\p{Zs}|(?!\n)\p{Cc}/u)
  })

  test('keeps what BERT keeps', () => {
    expect(cleanText('a\u0000b\u200Dc\uFFFD d\u3000e\tf\r\ng\rh\u0301')).toBe('abc d e f\ng\nh\u0301')
  })
})
