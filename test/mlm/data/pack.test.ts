import { wordLevel } from '@cloze/mlm'
import { packDocuments } from '@cloze/mlm/data'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const tokenizer = wordLevel(['cat'])
const { cls, sep } = tokenizer.special
const documents = fc
  .array(fc.array(fc.integer({ min: 5, max: 99 }), { maxLength: 30 }), { maxLength: 20 })
  .map((list) => list.map((ids, id) => ({ id, ids: Int32Array.from(ids) })))
const lengths = fc.integer({ min: 3, max: 24 })

describe('packed documents', () => {
  test.prop([documents, lengths])(
    'hold every token of every document, once and in order',
    (given, maxLength) => {
      const found = new Map<string, number[]>()
      for (const { sequences } of packDocuments(given, tokenizer, maxLength))
        for (const { id, ids } of sequences) {
          const document = id.split('/')[0] ?? ''
          found.set(document, [...(found.get(document) ?? []), ...ids.subarray(1, -1)])
        }
      const filled = given.filter(({ ids }) => ids.length > 0)
      expect([...found]).toEqual(filled.map(({ id, ids }) => [String(id), [...ids]]))
    },
  )

  test.prop([documents, lengths])(
    'fill each row but the last, as far as a token still fits',
    (given, maxLength) => {
      const rows = [...packDocuments(given, tokenizer, maxLength)]
      for (const { ids } of rows) expect(ids.length).toBeLessThanOrEqual(maxLength)
      for (const { ids } of rows.slice(0, -1)) expect(ids.length).toBeGreaterThan(maxLength - 3)
    },
  )

  test.prop([documents, lengths])(
    'say where each sequence ends, and count positions anew in each',
    (given, maxLength) => {
      for (const { sequences, ids, lengths, positionIds } of packDocuments(given, tokenizer, maxLength)) {
        expect(lengths).toEqual(sequences.map((sequence) => sequence.ids.length))
        expect([...ids]).toEqual(sequences.flatMap((sequence) => [...sequence.ids]))
        expect([...positionIds]).toEqual(lengths.flatMap((length) => [...Array(length).keys()]))
        for (const sequence of sequences) expect([sequence.ids[0], sequence.ids.at(-1)]).toEqual([cls, sep])
      }
    },
  )

  test.prop([documents, lengths])('name each part by its document and its number', (given, maxLength) => {
    const names = [...packDocuments(given, tokenizer, maxLength)].flatMap(({ sequences }) =>
      sequences.map(({ id }) => id),
    )
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) {
      const [document, part] = name.split('/').map(Number)
      if (part) expect(names).toContain(`${document}/${part - 1}`)
    }
  })

  test('cut a document at the end of a row', () => {
    const rows = packDocuments(
      [
        { id: 'a', ids: Int32Array.of(5, 6, 7) },
        { id: 'b', ids: Int32Array.of(8, 9) },
      ],
      tokenizer,
      8,
    )
    expect([...rows].map(({ ids, lengths }) => [[...ids], lengths])).toEqual([
      [
        [cls, 5, 6, 7, sep, cls, 8, sep],
        [5, 3],
      ],
      [[cls, 9, sep], [3]],
    ])
  })

  test('are read no further than rows are asked for', () => {
    let read = 0
    function* endless() {
      for (;;) yield { id: read++, ids: Int32Array.of(5, 6, 7) }
    }
    packDocuments(endless(), tokenizer, 10).next()
    expect(read).toBe(2)
  })

  test('need room for a token', () => {
    for (const length of [2, 3.5, Number.NaN])
      expect(() => packDocuments([], tokenizer, length)).toThrow(/maxLength is an integer from 3/)
  })
})
