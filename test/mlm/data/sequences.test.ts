import { wordLevel } from '@cloze/mlm'
import { sequences } from '@cloze/mlm/data'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

describe('the sequences of a corpus', () => {
  const letters = [...'abcdefgh']
  const tokenizer = wordLevel(letters)
  const { cls, sep } = tokenizer.special
  const texts = fc.array(fc.array(fc.constantFrom(...letters), { maxLength: 30 }).map((all) => all.join(' ')))

  test.prop([texts, fc.integer({ min: 3, max: 12 })])(
    'hold every token of every document, in order, with [CLS] and [SEP] around',
    (documents, maxLength) => {
      const made = sequences(tokenizer, documents, maxLength)
      documents.forEach((document, number) => {
        const own = made.filter(({ id }) => id.startsWith(`${number}/`))
        expect(own.map(({ id }) => id)).toEqual(own.map((_, part) => `${number}/${part}`))
        expect(own.flatMap(({ ids }) => [...ids.slice(1, -1)])).toEqual([...tokenizer.encode(document)])
      })
      for (const { ids } of made) {
        expect(ids.length).toBeGreaterThanOrEqual(3)
        expect(ids.length).toBeLessThanOrEqual(maxLength)
        expect([ids.at(0), ids.at(-1)]).toEqual([cls, sep])
      }
    },
  )

  test('need room for one token', () => {
    for (const maxLength of [2, 3.5, Number.NaN])
      expect(() => sequences(tokenizer, ['a b'], maxLength)).toThrow(/from 3/)
  })
})
