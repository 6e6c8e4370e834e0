/** What errors say of values that are none of what was asked for: plain JavaScript may give anything. */

/**
 * What errors call a value that is none of what was asked for.
 * @example
 * described('3') // 'the string "3"'
 * described(Promise.resolve(3)) // 'a promise: await it first'
 */
export function described(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`
  if ('then' in value) return 'a promise: await it first'
  return `a value of ${value.constructor?.name ?? 'no class'}`
}

/** @throws TypeError that names the function, where `what` is not right: what it should be, and what was given */
export function checkGiven(
  isRight: boolean,
  name: string,
  what: string,
  right: string,
  given: unknown,
): void {
  if (!isRight) throw new TypeError(`${name}: ${what} should be a ${right}, not ${described(given)}`)
}

/**
 * Shapes, axes and the like stand in one array, where PyTorch takes them one by one, too.
 * @param right what it should be: `sizes, as [2, 3]`
 * @throws TypeError that names the op, what was given, and what would be right
 */
export function checkList(op: string, given: unknown, right: string): void {
  if (!Array.isArray(given))
    throw new TypeError(`${op}: needs an array of ${right}, but got ${described(given)}`)
}
