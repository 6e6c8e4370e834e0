import { closestMatch } from 'leven'

/**
 * The key that was probably meant: one that differs from `key` in two letters at most, where neither case nor underscores
 * count.
 * @returns nothing where none is so near
 * @example
 * nearestKey('hiddensize', ['hiddenAct', 'hiddenSize']) // 'hiddenSize'
 * nearestKey('layers', ['hiddenAct', 'hiddenSize']) // undefined
 */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const plain = known.map(letters)
  const match = closestMatch(letters(key), plain, { maxDistance: 2 })
  return match === undefined ? undefined : known[plain.indexOf(match)]
}

const letters = (key: string): string => key.toLowerCase().replaceAll('_', '')
