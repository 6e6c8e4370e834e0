import type { SpecialIds } from './format/template.ts'

/** The special tokens, in the order of their ids in a new vocabulary. */
export const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const

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

/** A part of a text: a token that is written in it as it is, or what stands between two such. */
export interface Section {
  readonly text: string
  /** In UTF-16 units. */
  readonly start: number
  readonly whole: boolean
}

/**
 * What finds, in a text, the tokens that are recognised whole: before anything is lower-cased or split, so that
 * `[mask]` is three words. Of those that start at one place the longest is taken.
 * @example
 * sectionsOf(['[MASK]'])('A [MASK].').map(({ text }) => text) // ['A ', '[MASK]', '.']
 */
export function sectionsOf(contents: readonly string[]): (text: string) => Section[] {
  const longestFirst = contents.toSorted((a, b) => b.length - a.length).map(escaped)
  const whole = new RegExp(`(${longestFirst.join('|')})`)
  return (text) => {
    if (contents.length === 0) return [{ text, start: 0, whole: false }]
    let start = 0
    // Splitting by a pattern in parentheses keeps what matched, at the odd places.
    return text.split(whole).flatMap((part, place) => {
      const section = { text: part, start, whole: place % 2 === 1 }
      start += part.length
      return part === '' ? [] : [section]
    })
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
