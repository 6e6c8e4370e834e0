import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { Heap } from '../../../../../packages/tensor/src/devices/cpu/runtime/memory.ts'

/** What a program does: takes so many bytes, or gives back one of the blocks that it holds. */
const actions = fc.array(
  fc.oneof(fc.record({ take: fc.integer({ min: 0, max: 40_000 }) }), fc.record({ give: fc.nat() })),
  { maxLength: 80 },
)

describe('the heap', () => {
  test.prop([actions])('never gives the same memory to two', (program) => {
    const heap = new Heap()
    const held: { address: number; bytes: number }[] = []
    for (const action of program) {
      if ('take' in action) held.push({ address: heap.take(action.take), bytes: action.take })
      else if (held.length > 0) {
        const [gone] = held.splice(action.give % held.length, 1)
        if (gone) heap.give(gone.address)
      }
      const sorted = held.toSorted((a, b) => a.address - b.address)
      sorted.forEach(({ address, bytes }, index) => {
        expect(address % 64).toBe(0)
        expect(address + bytes).toBeLessThanOrEqual(sorted[index + 1]?.address ?? heap.top)
      })
      expect(heap.top).toBeLessThanOrEqual(heap.memory.buffer.byteLength)
    }
    for (const { address } of held) heap.give(address)
    expect(heap.live).toBe(0)
  })

  test.prop([fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 12 })])(
    'does not grow when the same sizes come again',
    (sizes) => {
      const heap = new Heap()
      const step = () => {
        const blocks = sizes.map((size) => heap.take(size))
        for (const block of blocks) heap.give(block)
      }
      step()
      const { top } = heap
      for (let i = 0; i < 5; i++) step()
      expect(heap.top).toBe(top)
    },
  )

  test('gives views of the memory as it is after it has grown', () => {
    const heap = new Heap()
    const before = heap.floats
    const address = heap.take(200 * 2 ** 20)
    expect(heap.floats.length).toBeGreaterThan(before.length)
    expect(heap.floats.buffer).toBe(heap.memory.buffer)
    heap.floats[address / 4] = 1.5
    expect(heap.floats[address / 4]).toBe(1.5)
  })

  test('says what was asked for and what is held when it is out of memory', () => {
    const heap = new Heap()
    heap.take(1000)
    expect(() => heap.take(2 ** 33)).toThrow(
      /cpu: out of memory: \d+ bytes asked for; 1 blocks, 1024 bytes, are held/,
    )
    expect(heap.take(64)).toBeGreaterThan(0) // and goes on
  })

  test('refuses a block that it did not give', () => {
    expect(() => new Heap().give(4096)).toThrow('no block of memory begins at 4096')
  })
})
