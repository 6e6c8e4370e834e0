import { basic } from '../../tokenizer/basic.ts'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { FrequentWords, type WordCount } from './frequent-words.ts'
import { type LengthSummary, Lengths } from './lengths.ts'

/** What a corpus holds, counted. */
export interface CorpusStatistics {
  readonly documents: number
  /** Documents that are the same as an earlier one, to the character. */
  readonly duplicates: number
  /** UTF-16 code units, as JavaScript counts. */
  readonly characters: number
  readonly tokens: number
  /** In tokens a document; nothing where there is no document. */
  readonly lengths: LengthSummary | undefined
  /** The share of the tokens that a tokenizer doesn't know; nothing without a tokenizer, or tokens. */
  readonly unknownRate: number | undefined
  /** Different words; where `exact` is false there are at least so many. */
  readonly distinctWords: { readonly count: number; readonly exact: boolean }
  /** The most frequent first. */
  readonly frequentWords: readonly WordCount[]
}

/** What is counted as a token, and how many words are told. */
export interface StatisticsOptions {
  /** Says what a token is; where left out a token is a word, a Chinese character or a punctuation mark, as BERT splits. */
  readonly tokenizer?: Tokenizer | undefined
  /** How many of the most frequent words to tell; 20 where left out. */
  readonly topWords?: number | undefined
}

/** What is counted of one document. */
interface DocumentCounts {
  readonly characters: number
  readonly tokens: number
  readonly unknown: number
  readonly words: readonly string[]
}

/** A word has a letter or a digit; what has none is punctuation. */
const wordlike = /[\p{L}\p{N}]/u

export function countDocument(document: string, tokenizer: Tokenizer | undefined): DocumentCounts {
  const split = basic(document, false)
  const counts = { characters: document.length, words: split.filter((word) => wordlike.test(word)) }
  if (tokenizer === undefined) return { ...counts, tokens: split.length, unknown: 0 }
  const ids = tokenizer.encode(document)
  return { ...counts, tokens: ids.length, unknown: ids.filter((id) => id === tokenizer.special.unk).length }
}

/** Adds up documents, and holds none: see `Lengths` and `FrequentWords` for what it holds. */
export function statisticsCounter({ tokenizer, topWords = 20 }: StatisticsOptions) {
  const lengths = new Lengths()
  const frequent = new FrequentWords()
  const sums = { duplicates: 0, characters: 0, unknown: 0 }
  return {
    add({ characters, tokens, unknown, words }: DocumentCounts, isDuplicate: boolean): void {
      lengths.add(tokens)
      for (const word of words) frequent.add(word)
      sums.characters += characters
      sums.unknown += unknown
      if (isDuplicate) sums.duplicates += 1
    },
    result: (): CorpusStatistics => ({
      documents: lengths.count,
      duplicates: sums.duplicates,
      characters: sums.characters,
      tokens: lengths.sum,
      lengths: lengths.summary(),
      unknownRate: tokenizer && lengths.sum > 0 ? sums.unknown / lengths.sum : undefined,
      distinctWords: frequent.distinct,
      frequentWords: frequent.top(topWords),
    }),
  }
}
