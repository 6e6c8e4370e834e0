import { readRecords } from '@cloze/mlm/augmentation'
import { type ReadOptions, readDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { parse } from 'csv-parse/sync'
import { describe, expect } from 'vitest'
import { asJsonLines, asTable } from '../../../packages/cloze/src/output/document-writers.ts'
import { all, byteByByte, cuts, encoded, file, zipped } from './files.ts'
import { rewritten } from './rewritten.ts'

const read = (name: string, content: string, options?: ReadOptions) =>
  all(readDocuments([file(name, content)], options))

describe('a table', () => {
  const characters = ['a', 'é', '中', ' ', '"', ',', '\t', '\n', '\r\n', ';', "'", '0']
  const value = fc.array(fc.constantFrom(...characters), { maxLength: 5 }).map((found) => found.join(''))
  const cell = fc.record({ value, quoted: fc.boolean() })
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 })
  const table = fc.record({
    mark: fc.constantFrom('', '\uFEFF'),
    delimiter: fc.constantFrom(',', '\t', ';'),
    end: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
    rows,
  })
  const spelt = ({
    mark,
    delimiter,
    end,
    last,
    rows: found,
  }: typeof table extends fc.Arbitrary<infer T> ? T : never) => {
    const lines = found.map((row) =>
      row
        .map(({ value: text, quoted }, column) =>
          quoted || /["\r\n]/.test(text) || text.includes(delimiter) || (column === 1 && text.trim() === '')
            ? `"${text.replaceAll('"', '""')}"`
            : text,
        )
        .join(delimiter),
    )
    return `${mark}${['id', '"text"', 'note'].join(delimiter)}${end}${lines.join(end)}${last ? end : ''}`
  }

  test.prop([table, cuts])(
    'has the fields that csv-parse reads, comes back byte for byte, and its copies differ in their texts alone',
    async (found, at) => {
      const content = spelt(found)
      const { delimiter } = found
      const parsed = (text: string): string[][] =>
        parse(text, { delimiter, bom: true, skip_empty_lines: true, relax_quotes: true })
      const [, ...expected] = parsed(content)
      const records = () => readRecords([file('a.csv', content, at)])
      const texts = (await all(records())).map(({ record }) => record?.text)
      expect(texts).toEqual(expected.map(([, text]) => text))
      expect(await all(readRecords([byteByByte('a.csv', encoded(content))]))).toHaveLength(expected.length)
      expect(await rewritten(asTable(), records())).toBe(content)
      const doubled = await rewritten(asTable(), records(), (text) => `${text}"!`)
      expect(parsed(doubled).slice(1)).toEqual(
        expected.flatMap(([id = '', text = '', note = '']) => {
          const trimmed = text.trim()
          const copy = trimmed === '' ? `"!${text}` : text.replace(trimmed, () => `${trimmed}"!`)
          return [
            [id, text, note],
            [id, copy, note],
          ]
        }),
      )
      const lines = await rewritten(asJsonLines('text'), records())
      expect(
        lines
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(expected.map(([id, text, note]) => ({ id, text, note })))
    },
  )

  test('is told by its name, or by the column that is asked for', async () => {
    expect(await read('a.csv', 'id,text\n1,one\n')).toEqual(['one'])
    expect(await read('a.tsv', 'id\tbody\n1\tone, two\n', { textField: 'body' })).toEqual(['one, two'])
    expect(await read('a.csv', 'id;text\n1;one, two\n')).toEqual(['one, two'])
    expect(await read('standard input', 'id\tbody\n1\tone\n', { textField: 'body' })).toEqual(['one'])
    expect(await read('a.txt', 'id\ttext\n1\tone\n')).toEqual(['id\ttext\n1\tone'])
    const bytes = zipped(encoded('text\n"one\n\ntwo"\n'))
    expect(await all(readDocuments([file('a.csv.gz', bytes)]))).toEqual(['one\n\ntwo'])
  })

  test('with columns like numbers keeps their order where it becomes JSON', async () => {
    const records = readRecords([file('a.csv', '10,2,text,__proto__\nx,y,z,w')])
    expect(await rewritten(asJsonLines('text'), records)).toBe(
      '{"10":"x","2":"y","text":"z","__proto__":"w"}\n',
    )
  })

  const broken: [string, string][] = [
    ['id,body\n1,one', 'a.csv: has no column "text"; its first row has "id", "body"; --text-field names'],
    ['id,text,id\n1,one,2', 'a.csv: line 1: names the column "id" twice'],
    ['id,text\n1,"a\nb"\n2,one,two\n', 'a.csv: line 4: has 3 fields, the first row 2; pass --skip-invalid'],
    ['id,text\n1\n', 'a.csv: line 2: has 1 field, the first row 2'],
    ['id,text\n1,"one\n2,two\n', 'a.csv: line 2: has a quote that is not closed'],
    ['id,text\n1,"one"s,\n', 'a.csv: line 2: has text after a closing quote: "s,"'],
    ['"id,text\n1,one', 'a.csv: has no column "text"|a.csv: line 1: has a quote that is not closed'],
  ]
  for (const [content, says] of broken)
    test(`${JSON.stringify(content)} is refused by file and line`, async () => {
      const message = await read('a.csv', content).then(String, ({ message }) => String(message))
      expect(
        says.split('|').some((each) => message.startsWith(each)),
        message,
      ).toBe(true)
    })

  test('leaves out rows that are none where that is asked for', async () => {
    const left: string[] = []
    const content = 'text,id\none,1\ntwo\nthree,3\n'
    expect(await read('a.csv', content, { onInvalid: ({ message }) => left.push(message) })).toEqual([
      'one',
      'three',
    ])
    expect(left).toEqual([expect.stringContaining('a.csv: line 3: has 1 field')])
  })
})
