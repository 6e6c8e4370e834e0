import { trainWordPiece } from '@cloze/mlm'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { alphabetOf } from '../../../packages/mlm/src/tokenizer/alphabet.ts'

const ideographs = (count: number) =>
  Array.from({ length: count }, (_, index) => String.fromCodePoint(0x4e00 + index))
const once = (words: readonly string[]) => words.map((word) => [word, 1] as const)

describe('the alphabet of WordPiece', () => {
  test('has every ideograph that there is room for', () => {
    const text = ideographs(1400).join('')
    for (const [vocabularySize, unknown] of [
      [8000, 0],
      [1405, 0],
      [1305, 100],
      [505, 900],
    ] as const) {
      const { special, encode } = trainWordPiece([text], { vocabularySize })
      expect(encode(text).filter((id) => id === special.unk)).toHaveLength(unknown)
    }
  })

  test('leaves the odd characters of a large text out, but where there are places to spare', () => {
    const counts = new Map([['the', 1e9], ...once(ideographs(3000))])
    const { pieces, rare } = alphabetOf(counts, { limit: undefined, capacity: 7995 })
    expect(pieces).toHaveLength(1002) // 1,000 characters, and two of them inside words
    expect(rare).toHaveLength(2003)
    expect(alphabetOf(counts, { limit: 1200, capacity: 7995 })).toMatchObject({ rare: [] })
  })

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 1000 })), {
      minLength: 1,
      maxLength: 3000,
    }),
    fc.integer({ min: 1, max: 6000 }),
  ])('leaves out a ten-thousandth of the text at most, or has filled the room', (list, room) => {
    const counts = new Map(list.map(([index, count]) => [String.fromCodePoint(0x4e00 + index), count]))
    const pieces = new Set(alphabetOf(counts, { limit: undefined, capacity: room }).pieces)
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    const left = sum([...counts].flatMap(([word, count]) => (pieces.has(word) ? [] : count)))
    if (pieces.size < room) expect(left).toBeLessThanOrEqual(1e-4 * sum([...counts.values()]))
    else expect(pieces.size).toBe(room)
  })

  test('has as many characters as a limit says, more than 1,000 too', () => {
    const text = ideographs(1400).join('')
    for (const alphabetLimit of [10, 1200, 2000]) {
      const { vocabularySize } = trainWordPiece([text], { vocabularySize: 8000, alphabetLimit })
      expect(vocabularySize).toBe(5 + Math.min(alphabetLimit, 1400))
    }
  })
})
