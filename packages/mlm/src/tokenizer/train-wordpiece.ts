import { byCount, compareCodePoints } from './code-points.ts'
import { mergePairs, type SplitWord } from './merges.ts'
import { specialTokens } from './special.ts'
import type { Tokenizer } from './tokenizer.ts'
import { learnFrom, type TokenizerTrainer } from './trainer.ts'
import { roomOf, type TokenizerOptions } from './training-options.ts'
import { WordCounter } from './word-counts.ts'
import { CONTINUING, MAX_CHARACTERS, wordPieceOf } from './wordpiece.ts'

export interface WordPieceOptions extends TokenizerOptions {
  /** The most characters that count; the most frequent ones. A word with another is [UNK]. 1000 if not given. */
  readonly alphabetLimit?: number
  /** Pieces that occur less often together are not joined. 2 if not given. */
  readonly minimumCount?: number
}

/**
 * Learns WordPiece as Hugging Face's WordPieceTrainer does: from characters up, always joining the two neighbours
 * inside words that are most often beside each other. The same documents, in whatever order, give the same vocabulary:
 * special tokens, characters, characters inside words (`##a`), then what was joined, in that order.
 * @param documents read once, in order; none is held
 * @param options.vocabularySize fewer if there is nothing more to join
 * @throws TokenizerError if there is no room for a token, or no word
 * @example
 * trainWordPiece(documents, { vocabularySize: 8000 })
 */
export const trainWordPiece = (documents: Iterable<string>, options: WordPieceOptions): Tokenizer =>
  learnFrom(documents, wordPieceTrainer(options))

/** The same, document by document. */
export function wordPieceTrainer(options: WordPieceOptions): TokenizerTrainer {
  const { lowerCase = true, alphabetLimit = 1000, minimumCount = 2 } = options
  const room = roomOf(options)
  const counter = new WordCounter()
  return {
    add: (document) => counter.add(document),
    tokenizer() {
      const counts = counter.words(lowerCase)
      const pieces = alphabet(counts, { limit: alphabetLimit, room })
      mergePairs(pieces, splitWords(counts, pieces), {
        size: room,
        minimumCount,
        join: (left, right) => left + right.slice(CONTINUING.length),
      })
      return wordPieceOf([...specialTokens, ...pieces], lowerCase)
    },
  }
}

/** The most frequent characters, each as it begins a word, and as it goes on if it does: as many as there is room for. */
function alphabet(
  counts: ReadonlyMap<string, number>,
  { limit, room }: { readonly limit: number; readonly room: number },
): string[] {
  const frequency = new Map<string, number>()
  const inside = new Set<string>()
  for (const [word, count] of counts) {
    let first = true
    for (const character of word) {
      frequency.set(character, (frequency.get(character) ?? 0) + count)
      if (!first) inside.add(character)
      first = false
    }
  }
  const start: string[] = []
  const continuing: string[] = []
  for (const [character] of [...frequency].sort(byCount).slice(0, limit)) {
    if (start.length + continuing.length + (inside.has(character) ? 2 : 1) > room) break
    start.push(character)
    if (inside.has(character)) continuing.push(CONTINUING + character)
  }
  return [...start.sort(compareCodePoints), ...continuing.sort(compareCodePoints)]
}

/** Each word as characters; not the words that would be [UNK] whatever is learnt of them. */
function splitWords(counts: ReadonlyMap<string, number>, pieces: readonly string[]): SplitWord[] {
  const numbers = new Map(pieces.map((piece, number) => [piece, number]))
  const words: SplitWord[] = []
  for (const [word, count] of counts) {
    const characters = [...word]
    const list = characters.flatMap(
      (character, place) => numbers.get(place > 0 ? CONTINUING + character : character) ?? [],
    )
    if (list.length === characters.length && list.length <= MAX_CHARACTERS)
      words.push({ pieces: list, count })
  }
  return words
}
