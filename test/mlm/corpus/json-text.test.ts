import { readDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { all, cuts, file, read, reading } from './files.ts'

describe('JSON lines', () => {
  const objects = fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), n: fc.jsonValue() }))

  test.prop([objects, cuts])('are a document each', async (found, at) => {
    const lines = found.map((object) => JSON.stringify(object)).join('\n')
    expect(await all(readDocuments([file('a.jsonl', lines, at)]))).toEqual(
      found.map(({ text }) => text.trim()).filter((text) => text !== ''),
    )
  })

  test('are told by the name of the file, or by the key that is asked for', async () => {
    const line = '{"body":"one\\n\\ntwo","text":"three"}\n'
    for (const name of ['a.jsonl', 'a.NDJSON', 'a.json', 'a.jsonl.gz'])
      expect(await read(line, {}, name)).toEqual(['three'])
    expect(await read(line, { textField: 'body' }, 'standard input')).toEqual(['one\n\ntwo'])
    await expect(read(line, {}, 'a.txt')).rejects.toThrow(
      'a.txt: JSON, not prose: its first key is "body"; pass --text-field',
    )
  })

  const wrong: [string, string][] = [
    ['{"text": ', 'is not JSON'],
    ['{"body":"a"}', 'has no "text"; it has "body"; --text-field names'],
    ['{}', 'has no "text"; it has no key'],
    ['{"text":7}', '"text" is a number, should be a string'],
    ['{"text":null}', '"text" is null'],
    ['["a"]', 'is an array, should be an object'],
    ['"a"', 'is a string, should be an object'],
  ]
  for (const [line, says] of wrong)
    test(`${line} is named by its file and line, or left out`, async () => {
      const content = `{"text":"one"}\n\n${line}\n{"text":"two"}`
      await expect(read(content, {}, 'a.jsonl')).rejects.toThrow(`a.jsonl: line 3: ${says}`)
      await expect(read(content, {}, 'a.jsonl')).rejects.toThrow(
        /; pass --skip-invalid to leave such lines out$/,
      )
      expect(await reading([file('a.jsonl', content)])).toEqual({
        documents: ['one', 'two'],
        left: [expect.stringContaining(`line 3: ${says}`)],
      })
    })

  test('do not find a key that every object has', async () => {
    await expect(read('{"a":"b"}', { textField: 'toString' })).rejects.toThrow('has no "toString"')
  })
})
