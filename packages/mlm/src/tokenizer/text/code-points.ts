/**
 * Orders strings by code points, not by the UTF-16 units that `<` compares: U+FB00 is before U+1F600, whose first
 * unit is smaller.
 */
export function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++)
    if (a[i] !== b[i]) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0)
  return a.length - b.length
}

/** Of equal counts the first in code-point order. */
export const byCount = ([a, countA]: readonly [string, number], [b, countB]: readonly [string, number]) =>
  countB - countA || compareCodePoints(a, b)
