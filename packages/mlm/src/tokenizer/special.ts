import { basic } from './basic.ts'
import type { SpecialIds } from './tokenizer.ts'

/** The special tokens, in the order of their ids in a new vocabulary. */
export const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const

const special = /(\[(?:PAD|UNK|CLS|SEP|MASK)\])/

export function isSpecialToken(token: string): boolean {
  return specialTokens.some((special) => special === token)
}

/** The ids of the special tokens, looked up one by one. */
export function specialIds(idOf: (token: (typeof specialTokens)[number]) => number): SpecialIds {
  return {
    pad: idOf('[PAD]'),
    unk: idOf('[UNK]'),
    cls: idOf('[CLS]'),
    sep: idOf('[SEP]'),
    mask: idOf('[MASK]'),
  }
}

/**
 * The words of a text and, each whole, the special tokens written in it. They are found before anything is
 * lower-cased or split, so `[mask]` is three words.
 * @example
 * splitWords('A [MASK] sat.', true) // ['a', '[MASK]', 'sat', '.']
 */
export function splitWords(text: string, lowerCase: boolean): string[] {
  // Splitting by a pattern in parentheses keeps what matched, at the odd places.
  return text.split(special).flatMap((part, place) => (place % 2 === 1 ? [part] : basic(part, lowerCase)))
}
