/** So many characters of a file's value are shown in an error. */
const LONGEST = 120

/**
 * A value that JSON.parse gave, as an error shows it: on one line, and short however large or deep the value is.
 * @example
 * preview({ dtype: 'F31' }) // '{"dtype":"F31"}'
 */
export function preview(value: unknown): string {
  const text = written(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

function written(value: unknown): string {
  try {
    return String(JSON.stringify(value))
  } catch (error) {
    if (error instanceof RangeError) return 'nested too deeply' // JSON.parse has no limit, JSON.stringify the stack's
    throw error
  }
}
