import type { TokenizerJson } from './tokenizer-json.ts'

/** A byte that stands for itself where a vocabulary lacks a character. */
const byteToken = /^<0x[0-9A-F]{2}>$/

/**
 * How the tokens of a word lie in it.
 * @returns (word, its tokens) → where each token ends in the word, in UTF-16 units. A token that isn't written in the
 * word ([UNK]) reaches to where the next one starts; the bytes of a character all end where it does.
 */
export function pieceEnds({ model }: TokenizerJson): (word: string, tokens: readonly string[]) => number[] {
  const continuing = model.type === 'WordPiece' ? model.continuing_subword_prefix : ''
  const suffixes =
    model.type === 'BPE' ? [model.end_of_word_suffix, model.continuing_subword_suffix].filter(Boolean) : []
  const byteFallback = model.type === 'BPE' && model.byte_fallback === true
  const written = (token: string, place: number): string => {
    if (place > 0 && continuing !== '' && token.startsWith(continuing)) return token.slice(continuing.length)
    const suffix = suffixes.find((end) => end && token.endsWith(end))
    return suffix ? token.slice(0, -suffix.length) : token
  }

  return (word, tokens) => {
    const texts = tokens.map(written)
    let at = 0
    /** Bytes that are still to come of the character that ends at `at`. */
    let bytesLeft = 0
    return texts.map((text, place) => {
      if (bytesLeft > 0) {
        bytesLeft--
        return at
      }
      if (word.startsWith(text, at)) {
        at += text.length
        return at
      }
      if (byteFallback && byteToken.test(text)) {
        const character = String.fromCodePoint(word.codePointAt(at) ?? 0)
        bytesLeft = new TextEncoder().encode(character).length - 1
        at = Math.min(word.length, at + character.length)
        return at
      }
      const next = texts[place + 1]
      const found = next === undefined ? word.length : word.indexOf(next, at + 1)
      at = found < 0 ? word.length : found
      return at
    })
  }
}
