import { CorpusError, parseDocuments } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const encoded = (text: string) => new TextEncoder().encode(text)
const paragraphs = fc.array(fc.stringMatching(/^[a-zé中]{1,5}( [a-z]{1,5}|\n[a-z]{1,5}){0,4}$/), {
  minLength: 1,
})

describe('reading documents', () => {
  test.prop([paragraphs, fc.constantFrom('\n\n', '\n \t\n', '\r\n\r\n', '\r\r', '\n\n\n\r\n  \n')])(
    'finds what stands between blank lines',
    (documents, blank) => {
      expect(parseDocuments(encoded(documents.join(blank)), 'a.txt')).toEqual(documents)
      expect(parseDocuments(encoded(blank + documents.join(blank) + blank), 'a.txt')).toEqual(documents)
    },
  )

  test('drops a byte-order mark, and keeps a replacement character that is written', () => {
    expect(parseDocuments(encoded('\uFEFFone\n\ntwo \uFFFD'), 'a.txt')).toEqual(['one', 'two \uFFFD'])
  })

  test.prop([fc.string({ unit: 'binary' }), fc.constantFrom(0x80, 0xc3, 0xff, 0xe4), fc.string()])(
    'says where the first byte is that is not UTF-8',
    (before, bad, after) => {
      const start = encoded(before.replaceAll('\0', ''))
      const bytes = Uint8Array.from([...start, bad, ...encoded(` ${after.replaceAll('\0', '')}`)])
      const index = start.length.toLocaleString('en-US')
      const hexadecimal = bad.toString(16).toUpperCase()
      expect(() => parseDocuments(bytes, 'a.txt')).toThrow(CorpusError)
      expect(() => parseDocuments(bytes, 'a.txt')).toThrow(
        `a.txt: not UTF-8 at byte ${index} (0x${hexadecimal} 0x20)`,
      )
    },
  )

  test('counts bytes past a byte-order mark and a replacement character that is written', () => {
    const bytes = Uint8Array.of(...encoded('\uFEFFa\uFFFDb'), 0xc3, 0x28)
    expect(() => parseDocuments(bytes, 'a.txt')).toThrow('not UTF-8 at byte 8 (0xC3 0x28)')
  })

  test('finds a character that is cut off by the end of the file', () => {
    expect(() => parseDocuments(encoded('aé').slice(0, 2), 'a.txt')).toThrow('not UTF-8 at byte 1 (0xC3)')
  })

  const refused: [string, Uint8Array, string][] = [
    ['a binary file', Uint8Array.of(0x7f, 0x45, 0), 'a.txt: a binary file: byte 2 is NUL'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0), 'a.txt: UTF-16'],
    ['an empty file', new Uint8Array(), 'a.txt: no words'],
    ['blank lines alone', encoded(' \n\n\t\n'), 'a.txt: no words'],
    ['invisible characters alone', encoded('\u200b\n\n\u00ad'), 'a.txt: no words'],
  ]
  for (const [what, bytes, message] of refused)
    test(`refuses ${what} and says why`, () => {
      expect(() => parseDocuments(bytes, 'a.txt')).toThrow(CorpusError)
      expect(() => parseDocuments(bytes, 'a.txt')).toThrow(message)
    })
})
