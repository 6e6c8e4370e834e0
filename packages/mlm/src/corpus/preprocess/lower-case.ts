import type { TextTransform } from './transform.ts'

/**
 * Lower case, each character by itself and in no language's way, as BERT does; accents stay. (JavaScript alone would
 * make the last sigma of a word ς.)
 * @example
 * lowerCase('ΟΔΟΣ Straße') // 'οδοσ straße'
 */
export const lowerCase: TextTransform = (text) => text.replaceAll('Σ', 'σ').toLowerCase()
