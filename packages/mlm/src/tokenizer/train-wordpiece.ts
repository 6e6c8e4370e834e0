import { checkOptions } from '../check-options.ts'
import { alphabetOf } from './alphabet.ts'
import { mergePairs, type SplitWord } from './merges.ts'
import { specialTokens } from './special.ts'
import type { Tokenizer } from './tokenizer.ts'
import { type TokenizerTrainer, trainFrom } from './trainer.ts'
import { type TokenizerOptions, vocabularyCapacity } from './training-options.ts'
import { WordCounter } from './word-counts.ts'
import { CONTINUING, cutWords, MAX_CHARACTERS, wordPieceOf } from './wordpiece.ts'

/** How large a WordPiece vocabulary is to become, and from what. */
export interface WordPieceOptions extends TokenizerOptions {
  /** Pieces that occur less often together are not joined. 2 if not given. */
  readonly minimumCount?: number
}

/**
 * Learns WordPiece as Hugging Face's WordPieceTrainer does: from characters up, always joining the two neighbours
 * inside words that are most often beside each other. The same documents, in whatever order, give the same vocabulary:
 * special tokens, characters, characters inside words (`##a`), then what was joined, in that order. Where a word has
 * more than 100 characters, as in text without spaces, the tokenizer cuts such words, and learns from what it cuts.
 * @param documents read once, in order; none is held
 * @param options.vocabularySize fewer if there is nothing more to join
 * @throws TokenizerError if there is no room for a token, or no word
 * @example
 * const learnt = trainWordPiece(['the cat', 'the cats', 'the hat'], { vocabularySize: 30 })
 * encodeText(learnt, 'the hats', { addSpecialTokens: false }).tokens // ['the', 'h', '##at', '##s']
 */
export function trainWordPiece(documents: Iterable<string>, options: WordPieceOptions): Tokenizer {
  checkOptions('trainWordPiece', options, {
    vocabularySize: true,
    lowerCase: true,
    alphabetLimit: true,
    minimumCount: true,
  })
  return trainFrom(documents, wordPieceTrainer(options))
}

/** The same, document by document. */
export function wordPieceTrainer(options: WordPieceOptions): TokenizerTrainer {
  const { lowerCase = true, alphabetLimit, minimumCount = 2 } = options
  const capacity = vocabularyCapacity(options)
  const counter = new WordCounter()
  return {
    add: (document) => counter.add(document),
    counted: () => counter.chunks(),
    tokenizer() {
      const found = counter.words(lowerCase)
      const cutsLongWords = [...found.keys()].some(isLong)
      const counts = cutsLongWords ? cutInto(found) : found
      const alphabet = alphabetOf(counts, { limit: alphabetLimit, capacity })
      const pieces = [...alphabet.pieces]
      mergePairs(pieces, splitWords(counts, pieces, alphabetLimit !== undefined), {
        size: capacity,
        minimumCount,
        join: (left, right) => left + right.slice(CONTINUING.length),
      })
      const rare = alphabet.rare.slice(0, capacity - pieces.length)
      return wordPieceOf([...specialTokens, ...pieces, ...rare], lowerCase, { cutsLongWords })
    },
  }
}

const isLong = (word: string): boolean => word.length > MAX_CHARACTERS && [...word].length > MAX_CHARACTERS

/** How often each word occurs once the long ones are cut. */
function cutInto(counts: ReadonlyMap<string, number>): Map<string, number> {
  const cut = new Map<string, number>()
  for (const [word, count] of counts)
    for (const part of word.match(cutWords.word) ?? []) cut.set(part, (cut.get(part) ?? 0) + count)
  return cut
}

/**
 * Each word as characters.
 * @param limited takes the characters out of words that the alphabet lacks, as Hugging Face's trainer does; else such a
 * word, which will be [UNK] whatever is learnt of it, is left out
 */
function splitWords(
  counts: ReadonlyMap<string, number>,
  pieces: readonly string[],
  limited: boolean,
): SplitWord[] {
  const numbers = new Map(pieces.map((piece, number) => [piece, number]))
  const words: SplitWord[] = []
  for (const [word, count] of counts) {
    const characters = [...word]
    const list = characters.flatMap(
      (character, index) => numbers.get(index > 0 ? CONTINUING + character : character) ?? [],
    )
    if (limited || list.length === characters.length) words.push({ pieces: list, count })
  }
  return words
}
