import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { HashSet } from '../../../packages/mlm/src/corpus/hash-set.ts'

const hashes = fc.array(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), { maxLength: 60 })

test.prop([hashes])('tells what is new as a Set does, when many share a place and as it grows', (drawn) => {
  const crowded = drawn.flatMap((hash) => [
    hash,
    hash,
    ...Array.from({ length: 40 }, (_, i) => 1n + BigInt(i) * 2n ** 32n),
  ])
  const [known, set] = [new Set<bigint>(), new HashSet()]
  for (const hash of [...crowded, ...Array.from({ length: 1500 }, (_, i) => BigInt(i + 1) * 2n ** 20n)]) {
    expect(set.add(hash)).toBe(!known.has(hash))
    known.add(hash)
  }
  expect(set.size).toBe(known.size)
})

test('a hash of 0 is one too', () => {
  const set = new HashSet()
  expect([set.add(0n), set.add(0n)]).toEqual([true, false])
})
