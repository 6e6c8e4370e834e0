import { TokenizerError } from '../errors.ts'
import { basic, words as basicWords } from './basic.ts'
import type { KindJson } from './bert-files.ts'
import { ofKind } from './of-kind.ts'
import { isSpecialToken, specialTokens } from './special.ts'
import { byCount } from './text/code-points.ts'
import type { Tokenizer } from './tokenizer.ts'
import { learnFrom, type TokenizerTrainer } from './trainer.ts'
import { roomOf, type TokenizerOptions } from './training-options.ts'
import { WordCounter } from './word-counts.ts'

/** The word-level keys of a tokenizer.json. */
const wordLevelJson: KindJson = {
  ideographs: true,
  preTokenizer: { type: 'BertPreTokenizer' },
  decoder: null,
  model: { type: 'WordLevel', unk_token: '[UNK]' },
}

/** How words are normalised before they are looked up. */
export interface WordLevelOptions {
  /** Lower-cases and strips accents; true if not given. */
  readonly lowerCase?: boolean
}

/**
 * A tokenizer that has one token a word, and [UNK] for any other.
 * @param words the words after the special tokens, in the order of their ids
 * @throws TokenizerError on a word that is given twice, or that no text can hold as one word
 * @example
 * wordLevel(['the', 'cat', 'sleeps']).encode('The cat [MASK].') // Int32Array [5, 6, 4, 1]
 */
export function wordLevel(words: readonly string[], { lowerCase = true }: WordLevelOptions = {}): Tokenizer {
  for (const word of words) {
    const found = basic(word, lowerCase)
    if (found[0] !== word || isSpecialToken(word))
      throw new TokenizerError(
        `vocabulary: ${JSON.stringify(word)} can't be a word: a text that holds it is read as ${JSON.stringify(found)}`,
      )
  }
  return wordLevelOf([...specialTokens, ...words], lowerCase)
}

/**
 * Learns a vocabulary: the special tokens, then the most frequent words; of words as frequent as each other
 * the first in code-point order.
 * @param options.vocabularySize the special tokens among them; fewer if there are no more words
 * @throws TokenizerError if there is no room for a word, or no word
 * @example
 * trainWordLevel(documents, { vocabularySize: 8 }).encode('the cat sleeps') // Int32Array [5, 6, 1]
 */
export const trainWordLevel = (documents: Iterable<string>, options: TokenizerOptions): Tokenizer =>
  learnFrom(documents, wordLevelTrainer(options))

/** The same, document by document. */
export function wordLevelTrainer(options: TokenizerOptions): TokenizerTrainer {
  const { lowerCase = true } = options
  const room = roomOf(options)
  const counter = new WordCounter()
  return {
    add: (document) => counter.add(document),
    counted: () => counter.chunks(),
    tokenizer() {
      const words = [...counter.words(lowerCase)].sort(byCount).map(([word]) => word)
      return wordLevelOf([...specialTokens, ...words.slice(0, room)], lowerCase)
    },
  }
}

/**
 * The tokenizer of a whole vocabulary.
 * @param tokens by id, the special tokens at any place
 * @throws TokenizerError on a token that is there twice, or a special token that is missing
 * @example
 * wordLevelOf([...specialTokens, 'the', 'cat'], true).encode('The cat') // Int32Array [5, 6]
 */
export const wordLevelOf = (tokens: readonly string[], lowerCase: boolean): Tokenizer =>
  ofKind({ json: wordLevelJson, basic: basicWords, parts: wordLevelParts }, tokens, lowerCase)

export const wordLevelParts = (ids: ReadonlyMap<string, number>, unk: number) => ({
  marksWords: true,
  cut: (word: string) => ({ ids: [ids.get(word) ?? unk], ends: [word.length] }),
})
