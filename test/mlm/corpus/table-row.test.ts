import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { fieldLike, fieldsOf } from '../../../packages/mlm/src/corpus/table-row.ts'

const cells = fc.array(
  fc
    .array(fc.constantFrom('a', '"', ',', '\t', '\n', ' '), { maxLength: 5 })
    .map((all) => all.join(''))
    .filter((text) => !text.startsWith('"') || text.length > 0),
  { minLength: 1, maxLength: 5 },
)

test.prop([cells, fc.constantFrom(',', '\t'), fc.boolean()])(
  'fields that were written are read again, from where they stand',
  (values, delimiter, quoted) => {
    const row = values.map((value) => fieldLike(value, quoted ? '""' : '', delimiter)).join(delimiter)
    const fields = fieldsOf(row, delimiter)
    if ('problem' in fields) expect.unreachable(fields.problem)
    expect(fields.map(({ value }) => value)).toEqual(values)
    expect(fields.map(({ start, end }) => row.slice(start, end)).join(delimiter)).toBe(row)
  },
)

test('a quote that is not closed may be closed in the next line; text behind one may not', () => {
  expect(fieldsOf('a,"b', ',')).toEqual({ problem: 'has a quote that is not closed', open: true })
  expect(fieldsOf('"a"b', ',')).toEqual({
    problem: expect.stringContaining('text after a closing quote: "b"'),
  })
})
