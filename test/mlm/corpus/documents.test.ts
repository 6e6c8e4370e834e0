import {
  CorpusError,
  documentFormats,
  parseDocuments,
  type ReadOptions,
  readDocuments,
} from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { blankLines } from '../../../packages/mlm/src/corpus/document-parser.ts'
import { lineBlocks } from '../../../packages/mlm/src/corpus/lines.ts'
import { all, brokenBytes, byteByByte, cuts, encoded, file, texts, zipped } from './files.ts'

const formats = fc.constantFrom(...documentFormats)

/** All that a reading gives: its documents, and what was left out. */
async function reading(...[files, options]: Parameters<typeof readDocuments>) {
  const left: string[] = []
  const documents = await all(
    readDocuments(files, { ...options, onInvalid: ({ message }) => left.push(message) }),
  )
  return { documents, left }
}

const read = (content: Uint8Array | string, options?: ReadOptions, name = 'a.txt') =>
  all(readDocuments([file(name, content)], options))

describe('the documents of a stream', () => {
  test.prop([brokenBytes, cuts, formats])(
    'are the same however the bytes are cut into chunks, and so is what is left out',
    async (bytes, at, format) => {
      const whole = await reading([file('a.txt', bytes)], { format })
      expect(await reading([file('a.txt', bytes, at)], { format })).toEqual(whole)
      expect(await reading([byteByByte('a.txt', bytes)], { format })).toEqual(whole)
    },
  )

  test.prop([texts.filter((text) => /[a-z中é😀]/u.test(text)), cuts])(
    'by blank lines are those of the file in memory',
    async (text, at) => {
      const bytes = encoded(text)
      expect(await all(readDocuments([file('a.txt', bytes, at)]))).toEqual(parseDocuments(bytes, 'a.txt'))
    },
  )

  test.prop([texts])('by line are its lines, trimmed, without the blank ones', async (text) => {
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim())
    expect(await read(text, { format: 'line' })).toEqual(lines.filter((line) => line !== ''))
  })

  test.prop([brokenBytes, cuts, formats])('are the same from gzip', async (bytes, at, format) => {
    expect(await reading([file('a.txt', zipped(bytes), at)], { format })).toEqual(
      await reading([file('a.txt', bytes)], { format }),
    )
  })

  test('are those of all members of a gzip, and of all files in their order', async () => {
    const members = Uint8Array.from([...zipped(encoded('one\n\ntw')), ...zipped(encoded('o\n\nthree'))])
    const files = [file('a.gz', members), file('b.txt', 'four')]
    expect(await all(readDocuments(files))).toEqual(['one', 'two', 'three', 'four'])
  })

  test('end with their file, without a blank line between', async () => {
    expect(await all(readDocuments([file('a', 'one'), file('b', 'two\n')]))).toEqual(['one', 'two'])
  })

  test('are let go of early without reading on', async () => {
    let read = 0
    let closed = false
    const endless = {
      name: 'endless.txt',
      async *open() {
        try {
          for (; ; read++) yield encoded('a\n\n')
        } finally {
          closed = true
        }
      },
    }
    for await (const document of readDocuments([endless])) {
      expect(document).toBe('a')
      break
    }
    expect(read).toBeLessThan(5)
    expect(closed).toBe(true)
  })
})

describe('what is no text', () => {
  test.prop([texts, fc.constantFrom(0x80, 0xff), texts, cuts])(
    'is named by its file and the place of its first byte',
    async (before, bad, after, at) => {
      const start = encoded(before)
      const bytes = Uint8Array.from([...start, bad, ...encoded(` ${after}`)])
      const index = start.length.toLocaleString('en-US')
      const shown = bad.toString(16).toUpperCase()
      await expect(all(readDocuments([file('part.txt', bytes, at)]))).rejects.toThrow(
        `part.txt: not UTF-8 at byte ${index} (0x${shown} 0x20); save it as UTF-8, or pass --skip-invalid`,
      )
    },
  )

  test('leaves out its own document and no other', async () => {
    const bytes = Uint8Array.from([...encoded('one\n\ntwo\nstill '), 0xff, ...encoded('\nand\n\nthree')])
    expect(await reading([file('a.txt', bytes)])).toEqual({
      documents: ['one', 'three'],
      left: [expect.stringContaining('byte 15 (0xFF)')],
    })
    expect((await reading([file('a.txt', bytes)], { format: 'line' })).documents).toEqual([
      'one',
      'two',
      'and',
      'three',
    ])
  })

  const refused: [string, Uint8Array, string][] = [
    ['a binary file', Uint8Array.of(0x7f, 0x45, 0), 'a.txt: a binary file: byte 2 is NUL'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0), 'a.txt: UTF-16'],
    [
      'gzip that is cut off',
      zipped(encoded('cat '.repeat(99))).subarray(0, 20),
      'a.txt: damaged gzip: unexpected end',
    ],
    ['gzip with a wrong byte', Uint8Array.of(0x1f, 0x8b, 9, 9, 9), 'a.txt: damaged gzip: '],
  ]
  for (const [what, bytes, message] of refused)
    test(`${what} is an error that says so`, async () => {
      await expect(read(bytes)).rejects.toThrow(CorpusError)
      await expect(read(bytes)).rejects.toThrow(message)
    })

  test('is the error of the file itself where that can not be read', async () => {
    const broken = {
      name: 'a.gz',
      async *open() {
        yield zipped(encoded('cat')).subarray(0, 12)
        throw new Error('the disk is gone')
      },
    }
    await expect(all(readDocuments([broken]))).rejects.toThrow('the disk is gone')
  })

  test('a document or a line that no string should hold is an error that says what to do', async () => {
    const chunks = file('', 'ab\nab\nabcdef', [0.7]).open()
    await expect(all(lineBlocks(chunks, 'big.txt', 2))).rejects.toThrow(
      'big.txt: a line of more than 2 bytes at byte 6; break it into lines',
    )
    const parser = blankLines('big.txt', 5)
    for (const line of ['abcd', '', 'ab', 'cde']) expect(() => parser.push(line)).not.toThrow()
    expect(() => parser.push('f')).toThrow(
      'big.txt: a document of more than 5 characters; documents are parted by blank lines, or pass --documents line',
    )
  })
})

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
