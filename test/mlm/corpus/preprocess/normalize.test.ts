import { normalize } from '@cloze/mlm/corpus'
import { test } from '@fast-check/vitest'
import { expect } from 'vitest'

test('normalisation makes one spelling of what is the same', () => {
  expect(normalize('nfc')('e\u0301')).toBe('é')
  expect(normalize('nfd')('é')).toBe('e\u0301')
  expect(normalize('nfkc')('ﬁ２')).toBe('fi2')
  expect(normalize('nfkd')('ﬁé')).toBe('fie\u0301')
})
