import { memberOf } from './sets.ts'

const isWhite = memberOf('white')

// One step at a time: a regular expression that looks for spaces up to the end would begin anew at each of them.

/**
 * Where the white space that ends at an offset begins; all white space is of one UTF-16 unit.
 * @param least no further back
 */
export function startOfWhite(text: string, end: number, least = 0): number {
  let at = end
  while (at > least && isWhite(text.charAt(at - 1))) at--
  return at
}

/** Where the white space that begins at an offset ends. */
export function endOfWhite(text: string, start: number): number {
  let at = start
  while (at < text.length && isWhite(text.charAt(at))) at++
  return at
}
