import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { basic } from '../../../packages/mlm/src/tokenizer/basic.ts'
import { WordCounter } from '../../../packages/mlm/src/tokenizer/word-counts.ts'

const word = fc.constantFrom('The', 'cat.', "don't", 'a-very-long-word-of-many-parts', '中文', '', '\u3000x')
const documents = fc.array(
  fc
    .array(fc.tuple(word, fc.constantFrom(' ', '\n', '\t', '\r\n')), { minLength: 1 })
    .map((all) => `a ${all.flat().join('')}`),
  { minLength: 1, maxLength: 5 },
)

test.prop([documents, fc.boolean()])(
  'counts the words of all documents, as often as each occurs',
  (all, lowerCase) => {
    const counter = new WordCounter()
    const counts = new Map<string, number>()
    for (const document of all) {
      counter.add(document)
      for (const each of basic(document, lowerCase)) counts.set(each, (counts.get(each) ?? 0) + 1)
    }
    expect(counter.words(lowerCase)).toEqual(counts)
  },
)

test('no special token is a word of the text', () => {
  const counter = new WordCounter()
  counter.add('[MASK]cat [mask]')
  expect([...counter.words(true)]).toEqual([['cat', 1], ['[', 1], ['mask', 1], [']', 1]]) // biome-ignore format: counts
})
