import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { mergePairs } from '../../../packages/mlm/src/tokenizer/merges.ts'
import { compareCodePoints } from '../../../packages/mlm/src/tokenizer/text/code-points.ts'

/** The same by the definition: all pairs counted anew at each step. */
function plainly(alphabet: readonly string[], words: readonly (readonly [string, number])[], size: number) {
  const pieces = [...alphabet]
  let split = words.map(([word, count]) => ({ list: [...word], count }))
  while (pieces.length < size) {
    const counts = new Map<string, { pair: [string, string]; count: number }>()
    for (const { list, count } of split)
      for (let i = 1; i < list.length; i++) {
        const pair: [string, string] = [list[i - 1] ?? '', list[i] ?? '']
        const known = counts.get(pair.join('\0'))
        counts.set(pair.join('\0'), { pair, count: count + (known?.count ?? 0) })
      }
    const [best] = [...counts.values()].sort(
      (a, b) =>
        b.count - a.count ||
        compareCodePoints(a.pair[0], b.pair[0]) ||
        compareCodePoints(a.pair[1], b.pair[1]),
    )
    if (best === undefined || best.count < 2) break
    const [left, right] = best.pair
    if (!pieces.includes(left + right)) pieces.push(left + right)
    split = split.map(({ list, count }) => {
      const merged: string[] = []
      for (let i = 0; i < list.length; i++)
        merged.push(list[i] === left && list[i + 1] === right ? left + list[++i] : (list[i] ?? ''))
      return { list: merged, count }
    })
  }
  return pieces
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 })
const counted = fc.uniqueArray(fc.tuple(word, fc.integer({ min: 1, max: 9 })), {
  selector: ([word]) => word,
  maxLength: 12,
})

test.prop([counted, fc.integer({ min: 3, max: 40 })])(
  'merging with counts that are kept up to date is merging with counts taken anew',
  (words, size) => {
    const pieces = ['a', 'b', 'c']
    const numbers = words.map(([word, count]) => ({
      pieces: [...word].map((character) => pieces.indexOf(character)),
      count,
    }))
    const expected = plainly(pieces, words, size)
    mergePairs(pieces, numbers, { size, minimumCount: 2, join: (left, right) => left + right })
    expect(pieces).toEqual(expected)
  },
)
