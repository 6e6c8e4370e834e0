import { readRecords } from '@cloze/mlm/augmentation'
import { CorpusError, type ReadOptions, readDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { asArray, asJsonLines } from '../../../packages/cloze/src/output/document-writers.ts'
import { all, byteByByte, cuts, encoded, file } from './files.ts'
import { anyJsonObject, written } from './json-arbitraries.ts'
import { rewritten } from './rewritten.ts'

const read = (name: string, content: string, options?: ReadOptions) =>
  all(readDocuments([file(name, content)], options))

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
