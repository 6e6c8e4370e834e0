import { expect, test } from 'vitest'
import { remembered } from '../../../../packages/mlm/src/tokenizer/text/remembered.ts'

test('a word is remembered, a document is not', () => {
  const made: string[] = []
  const once = remembered((word) => made.push(word))
  for (const word of ['cat', 'x'.repeat(10_000)]) {
    once(word)
    once(word)
  }
  expect(made.map((word) => word.length)).toEqual([3, 10_000, 10_000])
})
