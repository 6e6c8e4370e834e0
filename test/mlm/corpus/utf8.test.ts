import { CorpusError, readDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { blankLines } from '../../../packages/mlm/src/corpus/document-parser.ts'
import { lineBlocks } from '../../../packages/mlm/src/corpus/lines.ts'
import { all, cuts, encoded, file, read, reading, texts, zipped } from './files.ts'

describe('what is no text', () => {
  test.prop([texts, fc.constantFrom(0x80, 0xff), texts, cuts])(
    'is named by its file and the place of its first byte',
    async (before, bad, after, at) => {
      const start = encoded(before)
      const bytes = Uint8Array.from([...start, bad, ...encoded(` ${after}`)])
      const place = start.length.toLocaleString('en-US')
      const shown = bad.toString(16).toUpperCase()
      await expect(all(readDocuments([file('part.txt', bytes, at)]))).rejects.toThrow(
        `part.txt: not UTF-8 at byte ${place} (0x${shown} 0x20); save it as UTF-8, or pass --skip-invalid`,
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
