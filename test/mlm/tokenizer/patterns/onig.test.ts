/** Patterns of Split and Replace beside Python's tokenizers: places, cases, lookbehinds. */
import { readFileSync } from 'node:fs'
import { TokenizerError } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import * as z from 'zod'
import { onigPattern } from '../../../../packages/mlm/src/tokenizer/patterns/onig.ts'
import { splitBy } from '../../../../packages/mlm/src/tokenizer/patterns/split.ts'
import { isInside, replace, untouched } from '../../../../packages/mlm/src/tokenizer/text/aligned.ts'

const { groups, invalid } = z
  .object({
    groups: z.array(
      z.object({
        texts: z.array(z.string()),
        patterns: z.array(
          z.object({ pattern: z.string(), made: z.array(z.tuple([z.string(), z.array(z.string())])) }),
        ),
      }),
    ),
    invalid: z.array(z.string()),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../fixtures/tokenizer-patterns.json', import.meta.url), 'utf8')),
  )

const read = (pattern: string) => onigPattern(pattern, { file: 'tokenizer.json', path: 'pattern' })
const patterns = groups.flatMap((group) => group.patterns.map((each) => ({ ...each, texts: group.texts })))

test.each(patterns)('$pattern replaces and splits as in Python', ({ pattern, texts, made }) => {
  const find = read(pattern)
  const split = splitBy(find, 'Isolated')
  const found = texts.map((text) => [
    replace(untouched(text), find(text), '#').text,
    split(untouched(text)).flatMap((part) => (part.text === '' ? [] : [part.text])),
  ])
  expect(found).toEqual(made)
})

test.prop([fc.constantFrom(...patterns), fc.string({ unit: 'grapheme' })])(
  'no match begins or ends inside a character',
  ({ pattern }, text) => {
    const ends = read(pattern)(text).flat()
    expect(ends.filter((at) => isInside(text, at))).toEqual([])
  },
)

describe('a pattern is refused by name', () => {
  test.each(invalid)('where Python does not take it: %s', (pattern) => {
    expect(() => read(pattern)).toThrow(TokenizerError)
  })

  test.each([
    ['(?i:s(?:s)t)', 'two letters that are one in another case'],
    ['(?i:S\\x73)', 'two letters that are one in another case'],
    ['(?i:(?:as)(?:tb))', 'two letters that are one in another case'],
    ['(?i:s{1}s)', 'two letters that are one in another case'],
    ['(?i:f(?:f)i)', 'two letters that are one in another case'],
    ['(?i:h\\u0331)', 'two letters that are one in another case'],
    ['(?i:\\x{2bc}n)', 'two letters that are one in another case'],
    ['(?i:\\x{df})', "ß where case doesn't count"],
    ['(?i:\\u212a)', "\u212a where case doesn't count"],
    ['(?i:[\\u00e9])', "é where case doesn't count"],
    ['(?i:[\\p{Lu}]+)', "\\p{Lu} in brackets where case doesn't count"],
    ['(?i:[^\\p{L}])', "\\p{L} in brackets where case doesn't count"],
    ['(?i:[\\p{M}a])', "\\p{M} in brackets where case doesn't count"],
    ['(?<=(?>a))b', 'an atomic group or a possessive quantifier in a lookbehind'],
    ['(?<!(?:x|(?>a)))b', 'an atomic group or a possessive quantifier in a lookbehind'],
    ['(?<=a++)b', 'an atomic group or a possessive quantifier in a lookbehind'],
    ['(?<!(?i:\\p{L}*+))b', 'an atomic group or a possessive quantifier in a lookbehind'],
    ['(?<=(?=a))b', '(?= in a lookbehind'],
    ['\\b+a', '+ after an anchor'],
    ['\\p{constructor}', '\\p{constructor}'],
  ])('where its meaning would be another: %s', (pattern, what) => {
    expect(() => read(pattern)).toThrow(
      `tokenizer.json: pattern: ${JSON.stringify(pattern)} has ${what}, which is not supported`,
    )
  })
})
