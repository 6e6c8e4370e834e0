import { expect, test } from 'vitest'
import { partOf } from '../../../../../packages/tensor/src/devices/cpu/threads/control.ts'

test('parts cover a range, each once, in whole grains', () => {
  for (const total of [0, 1, 7, 64, 1001])
    for (const grain of [1, 4, 16])
      for (const threads of [1, 2, 3, 8]) {
        const parts = Array.from({ length: threads }, (_, index) => partOf(index, threads, total, grain))
        expect(parts[0]?.[0]).toBe(0)
        expect(parts.at(-1)?.[1]).toBe(total)
        parts.forEach(([start, end], index) => {
          expect(start).toBeLessThanOrEqual(end)
          if (index > 0) expect(start).toBe(parts[index - 1]?.[1])
          if (end < total) expect(end % grain).toBe(0)
        })
      }
})
