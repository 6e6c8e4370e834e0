import { expect } from 'vitest'

/** Fails where `count` of `total` independent draws is more than five standard deviations from `share` of them. */
export function expectShare(count: number, total: number, share: number): void {
  const deviation = Math.sqrt(share * (1 - share) * total)
  expect(Math.abs(count - share * total)).toBeLessThan(5 * deviation)
}
