import { scope, type Tensor } from '@cloze/tensor'
import { expect } from 'vitest'

/** The values of what `body` makes, of which nothing is left. */
export async function read(body: () => Tensor): Promise<number[]> {
  const made = scope(body)
  const values = await made.data()
  made.dispose()
  return [...values]
}

/** Within what float32 can say; what is not finite must be the same. */
export function closeTo(found: readonly number[], ...wanted: number[]): void {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) => {
    if (!Number.isFinite(value)) expect(found[i]).toBe(value)
    else expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThan(1e-6 * (0.1 + Math.abs(value)))
  })
}
