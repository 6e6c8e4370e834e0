import { expect, test } from 'vitest'
import { memoized } from '../../../../packages/mlm/src/tokenizer/text/memoized.ts'

test('a word is remembered, a document is not', () => {
  const made: string[] = []
  const once = memoized((word) => made.push(word))
  for (const word of ['cat', 'x'.repeat(10_000)]) {
    once(word)
    once(word)
  }
  expect(made.map((word) => word.length)).toEqual([3, 10_000, 10_000])
})
