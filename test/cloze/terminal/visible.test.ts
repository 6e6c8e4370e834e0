import { fc, test } from '@fast-check/vitest'
import stringWidth from 'string-width'
import { describe, expect } from 'vitest'
import { maskingText } from '../../../packages/cloze/src/tables/mask-show.ts'
import { table } from '../../../packages/cloze/src/terminal/results.ts'
import { visible } from '../../../packages/cloze/src/terminal/visible.ts'
import { describeMasking } from '../../../packages/mlm/src/masking/masking.ts'

/** What is nowhere to be in what a terminal gets, but for the ends of lines. */
const raw = /[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029\u200B\uFEFF]/u

const kinds = [
  ...['cat', '猫', '한국어', 'ﾈｺ', 'ไทย', 'e\u0301', '\u0301', '👩‍👩‍👧', '🇨🇳', '👍🏽', 'נ', 'ق', 'क्षि'],
  ...['\u001b[31mred\u001b[0m', '\u001b]0;title\u0007', '\u009b2J', 'a\nb', 'a\r\nb', '\t', '\u202egpj.exe'],
  ...['\u2066x\u2069', '\u200b', '\u200d', '\ufeff', '\u2028', '\u0000', '\u007f', '\ud800', '\u00ad'],
]
const cell = fc.oneof(fc.constantFrom(...kinds), fc.string({ unit: 'binary', maxLength: 6 }))
const rows = fc
  .integer({ min: 1, max: 4 })
  .chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
  )

test.prop([rows])(
  'a table has a line a row, each column as wide as the terminal shows it, and nothing raw',
  (found) => {
    const last = '|' // ends each line, so that its width is that of all columns
    const lines = table(found.map((row) => [...row, last])).split('\n')
    expect(lines).toHaveLength(found.length)
    const columns = found[0]?.length ?? 0
    const widths = Array.from({ length: columns }, (_, column) =>
      Math.max(...found.map((row) => stringWidth(visible(row[column] ?? '')))),
    )
    const total = widths.reduce((sum, width) => sum + width + 3, 1)
    found.forEach((row, index) => {
      // Where a cell's own end joins the next one's start into one cluster, widths no longer add up.
      const cells = row.map(visible)
      const apart = cells.reduce((sum, each) => sum + stringWidth(each), 0)
      const spaces = total - 1 - apart
      expect((lines[index] ?? '').length).toBe(cells.join('').length + spaces + 1)
      expect(lines[index]).not.toMatch(raw)
    })
  },
)

test.prop([fc.string({ unit: 'binary' })])(
  'what is visible is one line, and stays as it is a second time',
  (text) => {
    const shown = visible(text)
    expect(shown).not.toMatch(raw)
    expect(shown).not.toContain('\n')
    expect(visible(shown)).toBe(shown)
  },
)

test('ordinary text of any script is shown as it is', () => {
  for (const text of [
    'cat',
    '猫 は',
    'e\u0301',
    '👩‍👩‍👧',
    'می\u200cخواهم',
    'नमस्ते',
    'ไทย',
    '[MASK]',
    '##s',
    '',
  ])
    expect(visible(text)).toBe(text)
})

test('what a terminal would act on is written out', () => {
  expect(visible('a\u001b[2Jb\n')).toBe('a\\u{1b}[2Jb\\n')
  expect(visible('\u202egpj')).toBe('\\u{202e}gpj')
  expect(visible('\u0301')).toBe('◌\u0301')
})

test('columns of Chinese line up with those of Latin letters', () => {
  expect(
    table([
      ['词', 'share'],
      ['word', '1'],
      ['中文字', '10'],
    ]),
  ).toBe(['词       share', 'word         1', '中文字      10'].join('\n'))
})

describe('masking shown to a person', () => {
  test('has nothing raw of a token', () => {
    const tokens = ['\u001b[2J', 'a\nb', '\u202e'].map((token) => ({
      token,
      shown: token,
      outcome: 'kept' as const,
    }))
    const report = {
      ...{ sequences: 1, candidates: 3, chosen: 3, rate: 1, masked: 0, replaced: 0, kept: 3 },
      ...{ runs: [{ length: 3, count: 1 }], meanRun: 3, examples: [{ id: 0, tokens }] },
    }
    const text = maskingText(report, describeMasking({}), false)
    expect(text).not.toMatch(raw)
    expect(text).toContain('[\\u{1b}[2J=] [a\\nb=] [\\u{202e}=]')
  })
})

test('a table may have more rows than a call can have arguments', () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => [String(row), 'x'])
  expect(table(rows).split('\n').at(0)).toBe('0        x')
})
