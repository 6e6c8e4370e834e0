import { TokenizerError } from '../errors.ts'
import { isSpecialToken, specialIds, specialTokens, splitWords } from './special.ts'
import type { Tokenizer } from './tokenizer.ts'
import { wordLevelFiles } from './word-level-files.ts'

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
    const found = splitWords(word, lowerCase)
    if (found[0] !== word || isSpecialToken(word))
      throw new TokenizerError(
        `vocabulary: ${JSON.stringify(word)} can't be a word: a text that holds it is read as ${JSON.stringify(found)}`,
      )
  }
  return wordLevelOf([...specialTokens, ...words], lowerCase)
}

export interface WordLevelTraining extends WordLevelOptions {
  readonly vocabularySize: number
}

/**
 * Learns a vocabulary: the special tokens, then the most frequent words; of words as frequent as each other
 * the first in code-point order.
 * @param options.vocabularySize the special tokens among them; fewer if there are no more words
 * @throws TokenizerError if there is no room for a word, or no word
 * @example
 * trainWordLevel(documents, { vocabularySize: 4000 })
 */
export function trainWordLevel(documents: Iterable<string>, options: WordLevelTraining): Tokenizer {
  const counter = wordCounter(options)
  for (const document of documents) counter.add(document)
  return counter.vocabulary()
}

/** `trainWordLevel` on documents that are read one at a time: of them, the different words are held. */
export async function trainWordLevelOn(
  documents: AsyncIterable<string>,
  options: WordLevelTraining,
): Promise<Tokenizer> {
  const counter = wordCounter(options)
  for await (const document of documents) counter.add(document)
  return counter.vocabulary()
}

function wordCounter({ vocabularySize, lowerCase = true }: WordLevelTraining) {
  const room = vocabularySize - specialTokens.length
  if (!Number.isInteger(room) || room < 1)
    throw new TokenizerError(
      `a vocabulary has ${specialTokens.length} special tokens and at least one word: its size is an integer ` +
        `from ${specialTokens.length + 1}, not ${vocabularySize}`,
    )
  const counts = new Map<string, number>()
  return {
    add(document: string): void {
      for (const word of splitWords(document, lowerCase)) {
        const count = counts.get(word)
        // A word cut from a document would keep the whole document in memory: a new one is copied.
        counts.set(count === undefined ? ` ${word}`.slice(1) : word, (count ?? 0) + 1)
      }
    },
    vocabulary(): Tokenizer {
      for (const token of specialTokens) counts.delete(token)
      if (counts.size === 0) throw new TokenizerError('no vocabulary to learn: the documents hold no words')
      const words = [...counts]
        .sort(([a, countA], [b, countB]) => countB - countA || compareCodePoints(a, b))
        .map(([word]) => word)
      return wordLevelOf([...specialTokens, ...words.slice(0, room)], lowerCase)
    },
  }
}

/**
 * The tokenizer of a whole vocabulary.
 * @param tokens by id, the special tokens at any place
 * @throws TokenizerError on a token that is there twice, or a special token that is missing
 */
export function wordLevelOf(tokens: readonly string[], lowerCase: boolean): Tokenizer {
  const ids = new Map(tokens.map((token, id) => [token, id]))
  if (ids.size < tokens.length) {
    const twice = tokens.find((token, id) => ids.get(token) !== id)
    throw new TokenizerError(`vocabulary: ${JSON.stringify(twice)} is there twice`)
  }
  const special = specialIds((token) => {
    const id = ids.get(token)
    if (id === undefined) throw new TokenizerError(`vocabulary: the special token ${token} is missing`)
    return id
  })
  const token = (id: number): string => {
    const found = tokens[id]
    if (found === undefined) throw new RangeError(`token: no id ${id}: ids are 0 … ${tokens.length - 1}`)
    return found
  }
  return {
    vocabularySize: tokens.length,
    special,
    token,
    encode: (text) => Int32Array.from(splitWords(text, lowerCase), (word) => ids.get(word) ?? special.unk),
    sequence: (inner, maxLength) => {
      if (!(maxLength >= 2)) throw new RangeError(`sequence: [CLS] and [SEP] don't fit in ${maxLength}`)
      return Int32Array.of(special.cls, ...inner.subarray(0, maxLength - 2), special.sep)
    },
    decode: (inner) =>
      Array.from(inner, token)
        .filter((word) => !isSpecialToken(word))
        .join(' '),
    files: () => wordLevelFiles(tokens, special, lowerCase),
  }
}

/** Code points, not the UTF-16 units that `<` compares; units that differ start with the same code points. */
function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++)
    if (a[i] !== b[i]) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0)
  return a.length - b.length
}
