import { documentFormats, parseDocuments, readDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { all, brokenBytes, byteByByte, cuts, encoded, file, read, reading, texts, zipped } from './files.ts'

const formats = fc.constantFrom(...documentFormats)

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
