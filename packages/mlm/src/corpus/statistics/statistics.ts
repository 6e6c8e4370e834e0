import { splitWords } from '../../tokenizer/special.ts'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { firstSeen } from '../duplicates.ts'
import { FrequentWords, type WordCount } from './frequent-words.ts'
import { type LengthSummary, Lengths } from './lengths.ts'

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
  readonly frequentWords: readonly WordCount[]
}

export interface StatisticsOptions {
  /** Says what a token is; where left out a token is a word, a Chinese character or a punctuation mark, as BERT splits. */
  readonly tokenizer?: Tokenizer | undefined
  /** How many of the most frequent words to tell; 20 where left out. */
  readonly topWords?: number
}

/** Takes documents one at a time, and tells what they were. */
export interface StatisticsCounter {
  add(document: string): void
  result(): CorpusStatistics
}

/** A word has a letter or a digit; what has none is punctuation. */
const wordlike = /[\p{L}\p{N}]/u

/**
 * Counts a corpus without holding it: 16 to 32 bytes a document (its hash), and what `Lengths` and `FrequentWords` hold.
 * All is exact but for words beyond 200,000 different ones, which say so themselves. Case counts: `The` is not `the`.
 * @example
 * const counter = await corpusStatistics({ tokenizer })
 * for await (const document of corpus.documents()) counter.add(document)
 * counter.result().lengths?.median
 */
export async function corpusStatistics({
  tokenizer,
  topWords = 20,
}: StatisticsOptions = {}): Promise<StatisticsCounter> {
  const isFirst = await firstSeen()
  const lengths = new Lengths()
  const words = new FrequentWords()
  let duplicates = 0
  let characters = 0
  let unknown = 0
  return {
    add(document) {
      if (!isFirst(document)) duplicates += 1
      characters += document.length
      const split = splitWords(document, false)
      for (const word of split) if (wordlike.test(word)) words.add(word)
      if (tokenizer === undefined) lengths.add(split.length)
      else {
        const ids = tokenizer.encode(document)
        lengths.add(ids.length)
        for (const id of ids) if (id === tokenizer.special.unk) unknown += 1
      }
    },
    result: () => ({
      documents: lengths.count,
      duplicates,
      characters,
      tokens: lengths.sum,
      lengths: lengths.summary(),
      unknownRate: tokenizer && lengths.sum > 0 ? unknown / lengths.sum : undefined,
      distinctWords: words.distinct,
      frequentWords: words.top(topWords),
    }),
  }
}
