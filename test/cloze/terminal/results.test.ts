import { fc, test } from '@fast-check/vitest'
import stringWidth from 'string-width'
import { expect } from 'vitest'
import { table } from '../../../packages/cloze/src/terminal/results.ts'

const cell = fc
  .array(fc.constantFrom('a', '中', 'é', '1'), { minLength: 1, maxLength: 6 })
  .map((all) => all.join(''))
const rows = fc
  .integer({ min: 2, max: 4 })
  .chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }))

test.prop([rows])(
  'every row of a table is as wide as a terminal shows the others, and holds its cells',
  (all) => {
    const lines = table(all).split('\n')
    expect(lines).toHaveLength(all.length)
    expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1)
    expect(lines.map((line) => line.split(/ +/))).toEqual(all)
  },
)

test('a cell cannot break its line', () => {
  expect(table([['a\nb', 'c']]).split('\n')).toHaveLength(1)
})
