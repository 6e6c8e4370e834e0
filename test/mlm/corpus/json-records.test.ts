import { type LabelledDocument, readRecords } from '@cloze/mlm/augmentation'
import { CorpusError, type ReadOptions, readDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { parse } from 'csv-parse/sync'
import { describe, expect } from 'vitest'
import {
  asArray,
  asJsonLines,
  asTable,
  type WrittenForm,
} from '../../../packages/cloze/src/output/written-form.ts'
import { itemEnd, pieces } from '../../../packages/mlm/src/corpus/pieces.ts'
import { all, byteByByte, cuts, encoded, file, zipped } from './files.ts'
import { anyJsonObject, written } from './json-arbitraries.ts'

const read = (name: string, content: string, options?: ReadOptions) =>
  all(readDocuments([file(name, content)], options))

/** All that is written of records, each followed by a copy with the text that `copy` gives, if any. */
async function rewritten(
  form: WrittenForm,
  records: AsyncIterable<LabelledDocument>,
  copy?: (text: string) => string,
): Promise<string> {
  const texts: string[] = []
  for await (const document of records) {
    const copies = copy ? [{ ...document, text: copy(document.text) }] : []
    texts.push(form.family([document, ...copies]))
  }
  return `${texts.join('')}${form.end()}`
}

const blank = fc.constantFrom('', ' ', '\n', '\r\n  ', '\t')

describe('an array in JSON', () => {
  const items = fc.array(fc.tuple(blank, anyJsonObject, blank), { minLength: 1, maxLength: 4 })

  test.prop([fc.constantFrom('', '\uFEFF'), blank, items, blank, cuts])(
    'comes back byte for byte, and its copies differ in their texts alone',
    async (mark, before, found, after, at) => {
      const objects = found.map(([left, object, right]) => {
        const { before, text, after } = written(object)
        return { left, right, text: String(JSON.parse(text)), whole: `${before}${text}${after}` }
      })
      const whole = objects.map(({ left, whole, right }) => `${left}${whole}${right}`).join(',')
      const array = `${mark}${before}[${whole}]${after}`
      const records = (name: string) => readRecords([file(name, array, at)])
      expect(await rewritten(asArray('text'), records('a.json'))).toBe(array)
      expect(await rewritten(asArray('text'), records('a.jsonl'))).toBe(array)
      const bytes = readRecords([byteByByte('a.ndjson', encoded(array))])
      expect(await rewritten(asArray('text'), bytes)).toBe(array)
      const doubled = await rewritten(asArray('text'), records('a.json'), (text) => `${text}!`)
      const parsed: unknown = JSON.parse(doubled.replace(/^\uFEFF/, ''))
      expect(parsed).toEqual(
        objects.flatMap(({ whole, text }) => {
          const object: unknown = JSON.parse(whole)
          const copy: unknown = JSON.parse(whole)
          if (typeof copy === 'object' && copy !== null) {
            const trimmed = text.trim()
            Reflect.set(
              copy,
              'text',
              trimmed === '' ? `!${text}` : text.replace(trimmed, () => `${trimmed}!`),
            )
          }
          return [object, copy]
        }),
      )
      const lines = await rewritten(asJsonLines('text'), records('a.json'))
      expect(
        lines
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(objects.map(({ whole }) => JSON.parse(whole)))
    },
  )

  test('of strings has a text each; of all else, objects with the key of the text', async () => {
    expect(await read('a.json', '["one", "t\\u0077o"]')).toEqual(['one', 'two'])
    expect(await read('a.json', '[]')).toEqual([])
    expect(await read('a.json', '[{"body":"one"}]', { textField: 'body' })).toEqual(['one'])
    expect(await read('standard input', '[{"body":"one"}]', { textField: 'body' })).toEqual(['one'])
    await expect(read('a.json', '["one"]', { textField: 'body' })).rejects.toThrow(
      'a.json: item 1: is a string, should be an object with the document under "body"',
    )
    const strings = await rewritten(asArray('text'), readRecords([file('a.json', '["one"]\n')]), () => '"é"')
    expect(strings).toBe('["one","\\"é\\""]\n')
    const lines = await rewritten(asJsonLines('text'), readRecords([file('a.json', '["one"]\n')]))
    expect(lines).toBe('{"text":"one"}\n')
  })

  test('is read an item at a time, however long it is', async () => {
    let chunks = 0
    const endless = {
      name: 'endless.json',
      async *open() {
        yield encoded('[')
        for (; ; chunks++) yield encoded('{"text":"a"},')
      },
    }
    for await (const text of readDocuments([endless])) {
      expect(text).toBe('a')
      break
    }
    expect(chunks).toBeLessThan(5)
  })

  test('has items that no string should hold as an error that names the place', async () => {
    const chunks = file('', '[12,"3456"]', [0.3, 0.9]).open()
    const found = all(pieces(chunks, { name: 'a.json', what: 'an item', endOf: itemEnd(), longest: 3 }))
    await expect(found).rejects.toThrow('a.json: an item of more than 3 bytes at byte 4; make several of it')
  })

  const broken: [string, string][] = [
    ['[{"text":"a"},]', 'a.json: item 2: is not JSON'],
    ['[{"text":"a"} {"text":"b"}]', 'a.json: item 1: is not JSON'],
    ['[{"text":"a"}', 'a.json: the array is cut off'],
    ['[{"text":"a"},', 'a.json: the array is cut off'],
    ['[{"text":"a"}] {"text":"b"}', 'a.json: more follows where the array ends, at byte 14'],
    ['[{"text":"a"}, 7]', 'a.json: item 2: is a number, should be an object'],
    ['{\n  "text": "a"\n}', 'a.json: an object of JSON over several lines; should be JSON lines'],
    [
      '{\n  "version": 1, "data": [\n {"text": "a"}, {"text": "b"}]\n}',
      `an array of objects: jq -c '.["data"][]' a.json writes such lines`,
    ],
    [
      '{"data":[{"text":"a"}]}',
      `line 1: has no "text"; it has "data"; the records may be those under "data"`,
    ],
    ['"a"', 'a.json: line 1: is a string, should be an object'],
    ['text', 'a.json: line 1: is not JSON'],
  ]
  for (const [content, says] of broken)
    test(`${JSON.stringify(content)} is refused by name`, async () => {
      await expect(read('a.json', content)).rejects.toThrow(CorpusError)
      await expect(read('a.json', content)).rejects.toThrow(says)
    })

  test('leaves out an item that is none where that is asked for, and keeps the others', async () => {
    const left: string[] = []
    const content = '[{"text":"a"},{"txt":"b"},{"text":"c"}]'
    expect(await read('a.json', content, { onInvalid: ({ message }) => left.push(message) })).toEqual([
      'a',
      'c',
    ])
    expect(left).toEqual([expect.stringContaining('a.json: item 2: has no "text"; it has "txt"')])
  })
})

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
