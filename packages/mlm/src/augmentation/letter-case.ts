/**
 * `other` in the case of `word`, where that is `Capitalised` or `UPPER`.
 * @example
 * inCaseOf('Big', 'large') // 'Large'
 */
export function inCaseOf(word: string, other: string): string {
  const [first = '', ...rest] = other
  if (word === word.toLowerCase()) return other
  if (word.length > 1 && word === word.toUpperCase()) return other.toUpperCase()
  return /^\p{Lu}/u.test(word) ? first.toUpperCase() + rest.join('') : other
}
