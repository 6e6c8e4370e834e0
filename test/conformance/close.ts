import type { Device } from '@cloze/tensor'
import { expect } from 'vitest'
import type { Plain } from './plain.ts'

/** The distance between neighbouring numbers from 1 on. */
export const unitOf = (device: Device): number => (device.floatType === 'float64' ? 2 ** -52 : 2 ** -23)

/** What float32 loses near 0, where its numbers are evenly spaced. */
const smallest = 1e-42

/** Fails unless shape and dtype agree, and each cell to within its number of units, or in its bits without any. */
export function expectClose(
  found: Plain | undefined,
  wanted: Plain,
  unit: number,
  units?: number | Plain,
): void {
  expect(found?.shape).toEqual(wanted.shape)
  expect(found?.dtype).toBe(wanted.dtype)
  wanted.values.forEach((value, cell) => {
    const [actual = Number.NaN, room] = [
      found?.values[cell],
      typeof units === 'object' ? units.values[cell] : units,
    ]
    const close =
      Object.is(actual, value) ||
      (room !== undefined && (actual === value || Math.abs(actual - value) <= room * unit + smallest))
    if (!close)
      expect.fail(
        `cell ${cell} of [${wanted.shape}] is ${actual}, not ${value}${room === undefined ? '' : ` ± ${room * unit}`}`,
      )
  })
}
