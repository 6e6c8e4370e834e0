import { lengthAt } from '../text/aligned.ts'
import type { Model, Token } from './model.ts'

interface WordPieceSettings {
  readonly unknown: string
  /** Written before a piece that isn't the first of its word. */
  readonly prefix: string
  /** A word of more characters is unknown. */
  readonly maxCharacters: number
}

/** Each word from its start, always as much as the vocabulary has; a word that can't be cut so is unknown. */
export function wordPiece(
  ids: ReadonlyMap<string, number>,
  { unknown, prefix, maxCharacters }: WordPieceSettings,
): Model {
  let longest = 0
  for (const token of ids.keys()) longest = Math.max(longest, token.length)
  return (word) => {
    const whole = [{ id: ids.get(unknown) ?? 0, value: unknown, from: 0, to: word.length }]
    if (word.length > maxCharacters && [...word].length > maxCharacters) return whole
    const tokens: Token[] = []
    for (let from = 0; from < word.length; ) {
      const before = from > 0 ? prefix : ''
      let to = Math.min(word.length, from + longest)
      let found: Token | undefined
      for (; to > from && found === undefined; to--) {
        // Not between the two units of a character.
        if (to < word.length && lengthAt(word, to - 1) === 2) continue
        const value = before + word.slice(from, to)
        const id = ids.get(value)
        if (id !== undefined) found = { id, value, from, to }
      }
      if (found === undefined) return whole
      tokens.push(found)
      from = found.to
    }
    return tokens
  }
}
