/** Numbers as people write them: read as they stand, or not at all. */

/** The number that a text says, or why it can't be kept, as the end of a sentence on it. */
export type ParsedNumber = { readonly value: number } | { readonly problem: string }

/** Decimal notation with the digits 0 to 9. */
const notation = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** As many as a number can be written out with; nobody means more. */
const MOST_DIGITS = 100

/**
 * Reads a number, and does not take one for another: of a text that no float64 says with as many digits, the nearest
 * would be a number that nobody gave.
 * @returns nothing where the text is no number in decimal digits
 * @example
 * parseNumber('1e-3') // { value: 0.001 }
 * parseNumber('9007199254740993') // { problem: 'would be rounded to 9007199254740992' }
 * parseNumber('0x10') // undefined
 */
export function parseNumber(text: string): ParsedNumber | undefined {
  const trimmed = text.trim()
  if (!notation.test(trimmed)) return undefined
  const value = Number(trimmed)
  const wanted = decimalOf(trimmed)
  const length = wanted.digits.length
  if (length === 0) return { value: 0 }
  if (!Number.isFinite(value)) return { problem: 'is larger than any number that can be kept' }
  if (value === 0) return { problem: 'is so small that it would be rounded to 0' }
  const kept = length <= MOST_DIGITS ? decimalOf(value.toPrecision(length)) : undefined
  if (kept?.digits !== wanted.digits || kept.power !== wanted.power)
    return { problem: `would be rounded to ${value}` }
  return { value }
}

/** The digits between the zeros at either end, and the power of ten that the last of them counts. */
function decimalOf(text: string): { digits: string; power: number } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^[+-]/, '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = `${whole}${fraction}`
  const kept = all.replace(/0+$/, '')
  const power = Number(exponent) - fraction.length + (all.length - kept.length)
  return { digits: kept.replace(/^0+/, ''), power }
}

/** The number where `given` is a text that says one, else `given`: for settings that come from a flag or from code. */
export function coerceNumber(given: unknown): unknown {
  if (typeof given !== 'string') return given
  const read = parseNumber(given)
  return read && 'value' in read ? read.value : given
}
