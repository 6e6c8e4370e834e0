import type { Cut } from './assemble.ts'
import { wordsAndSpaces } from './basic.ts'
import type { KindJson } from './bert-files.ts'
import { ofKind } from './of-kind.ts'
import { sectionsOf, specialTokens } from './special.ts'
import { byCount } from './text/code-points.ts'
import type { Tokenizer } from './tokenizer.ts'
import { learnFrom, type TokenizerTrainer } from './trainer.ts'
import { nothingToLearn, roomOf, type TokenizerOptions } from './training-options.ts'

/** The keys of a tokenizer.json with a token for each character. */
export const characterJson: KindJson = {
  ideographs: false,
  preTokenizer: { type: 'Split', pattern: { Regex: '[\\s\\S]' }, behavior: 'Isolated', invert: false },
  decoder: { type: 'Fuse' },
  model: { type: 'WordLevel', unk_token: '[UNK]' },
}

/**
 * The tokenizer that has one token a character, spaces among them, and [UNK] for any other character. A character is a
 * code point. Its words are those of BERT; a space is a word by itself.
 * @param tokens by id, the special tokens at any place
 * @throws TokenizerError on a token that is there twice, or a special token that is missing
 * @example
 * characterOf([...specialTokens, ' ', 'a', 'b'], true).encode('a B') // Int32Array [6, 5, 7]
 */
export const characterOf = (tokens: readonly string[], lowerCase: boolean): Tokenizer =>
  ofKind({ json: characterJson, basic: wordsAndSpaces, parts: characterParts }, tokens, lowerCase)

export const characterParts = (ids: ReadonlyMap<string, number>, unk: number) => ({
  marksWords: false,
  cut: (word: string): Cut => {
    const found: { ids: number[]; ends: number[] } = { ids: [], ends: [] }
    let end = 0
    for (const character of word) {
      found.ids.push(ids.get(character) ?? unk)
      end += character.length
      found.ends.push(end)
    }
    return found
  },
})

/**
 * Learns a vocabulary of characters: the special tokens, then the most frequent characters; of equals the first in
 * code-point order.
 * @param options.vocabularySize fewer if there are no more characters
 * @throws TokenizerError if there is no room for a character, or no character
 * @example
 * trainCharacter(documents, { vocabularySize: 200 }).vocabularySize // 19
 */
export const trainCharacter = (documents: Iterable<string>, options: TokenizerOptions): Tokenizer =>
  learnFrom(documents, characterTrainer(options))

/** The same, document by document. */
export function characterTrainer(options: TokenizerOptions): TokenizerTrainer {
  const { lowerCase = true } = options
  const room = roomOf(options)
  const sections = sectionsOf(specialTokens)
  const counts = new Map<string, number>()
  const special = new Map<string, number>()
  return {
    counted: () => [...counts, ...special],
    add(document) {
      for (const { text, whole } of sections(document))
        if (whole) special.set(text, (special.get(text) ?? 0) + 1)
        else
          for (const character of wordsAndSpaces.uniform(text, lowerCase))
            counts.set(character, (counts.get(character) ?? 0) + 1)
    },
    tokenizer() {
      if (counts.size === 0) throw nothingToLearn()
      const characters = [...counts].sort(byCount).map(([character]) => character)
      return characterOf([...specialTokens, ...characters.slice(0, room)], lowerCase)
    },
  }
}
