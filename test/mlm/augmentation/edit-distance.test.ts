import { editDistance, editDistanceInChunks } from '@cloze/mlm/augmentation'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })

/** By the definition: of the shortest ways through the texts without their last words. */
function byDefinition(words: readonly string[], others: readonly string[]): number {
  let row = Array.from({ length: others.length + 1 }, (_, index) => index)
  for (const [number, word] of words.entries()) {
    const next = [number + 1]
    for (const [index, other] of others.entries()) {
      const replaced = (row[index] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row[others.length] ?? 0
}

describe('the edit distance', () => {
  test.prop([texts, texts])('is that of the definition', (one, other) => {
    expect(editDistance(one, other)).toBe(byDefinition(one, other))
  })

  test.prop([texts, texts])(
    'is a metric: symmetric, 0 for the same alone, no longer than the longer',
    (one, other) => {
      expect(editDistance(one, other)).toBe(editDistance(other, one))
      expect(editDistance(one, other) === 0).toBe(one.join() === other.join())
      expect(editDistance(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length))
    },
  )

  test.prop([texts, texts, fc.integer({ min: 1, max: 30 })])(
    'in pieces is never less, never longer than the longer, and the same for what is one piece',
    (one, other, size) => {
      const inPieces = editDistanceInChunks(one, other, size)
      const longest = Math.max(one.length, other.length)
      expect(inPieces).toBeGreaterThanOrEqual(editDistance(one, other))
      expect(inPieces).toBeLessThanOrEqual(longest)
      if (longest <= size) expect(inPieces).toBe(editDistance(one, other))
    },
  )

  test('of a text of 200,000 words takes no hour', () => {
    const words = Array.from({ length: 200_000 }, (_, index) => `w${index % 977}`)
    const changed = words.map((word, index) => (index % 10 === 0 ? 'x' : word))
    expect(editDistanceInChunks(words, changed)).toBe(20_000)
  }, 20_000)
})
