import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { sectionsOf } from '../../../packages/mlm/src/tokenizer/special.ts'

const contents = ['[MASK]', '<m>', '<m>>', 'a+', '\\d', '(']
const texts = fc.array(fc.constantFrom(...contents, 'a', 'aa', ' ', '<', '5', '[mask]'), { maxLength: 12 })

test.prop([texts])('the sections of a text are all of it, in order, where they say they stand', (parts) => {
  const text = parts.join('')
  const sections = sectionsOf(contents)(text)
  expect(sections.map((each) => each.text).join('')).toBe(text)
  for (const { text: part, start } of sections) expect(text.startsWith(part, start)).toBe(true)
})

test.prop([texts])(
  'a section is an added token if it is one of the tokens, and no other holds one',
  (parts) => {
    for (const { text, isAdded } of sectionsOf(contents)(parts.join('')))
      expect(isAdded ? contents.includes(text) : !contents.some((token) => text.includes(token))).toBe(true)
  },
)

test('the longest of those that begin at one offset is taken', () => {
  expect(sectionsOf(contents)('x<m>>').map(({ text }) => text)).toEqual(['x', '<m>>'])
})
