import { expect, test } from 'vitest'
import { readVocabulary } from '../../../packages/mlm/src/tokenizer/vocabulary-file.ts'

test('a vocabulary with much white space in a line costs time by its length', () => {
  const line = `a${' '.repeat(200_000)}b`
  expect(readVocabulary(new TextEncoder().encode(`${line}\u3000\u0085 \r\n`), 'vocab.txt')).toEqual([line])
})
