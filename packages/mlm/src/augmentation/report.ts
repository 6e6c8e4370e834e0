import { HashSet } from '../corpus/hash-set.ts'
import { stopWordsOf } from '../corpus/preprocess/stop-word-lists.ts'
import { editDistanceInPieces } from './edit-distance.ts'
import { splitWords } from './words.ts'

/** How far copies went from their originals. Shares are averages over copies. */
export interface AugmentationReport {
  /** Originals that were counted. */
  readonly documents: number
  readonly copies: number
  /** The share of the copies that are their originals. */
  readonly unchanged: number
  /** Meaning kept: of the content words of original and copy together, the share that both have (Dice). */
  readonly contentOverlap: number
  /** Variety: words to insert, delete or replace, as a share of the longer of the two; of long texts in pieces. */
  readonly editDistance: number
  /** Different words, and pairs of neighbours, as a share of all: Li et al. 2016, distinct-1 and distinct-2. */
  readonly originals: Distinct
  /** Of originals and copies together. */
  readonly all: Distinct
}

interface Distinct {
  readonly distinct1: number
  readonly distinct2: number
}

const stops = new Set(stopWordsOf('en'))

/**
 * Measures copies against their originals, one after the other; holds the different pairs of words, and no text.
 * @example
 * const measure = new AugmentationMeasure()
 * measure.add('the big dog', ['the large dog'])
 * measure.report().editDistance // 0.333
 */
export class AugmentationMeasure {
  #documents = 0
  #copies = 0
  #unchanged = 0
  #overlap = 0
  #distance = 0
  readonly #originals = new DistinctCount()
  readonly #all = new DistinctCount()

  add(original: string, copies: readonly string[]): void {
    const words = wordsIn(original)
    this.#documents += 1
    this.#originals.add(words)
    this.#all.add(words)
    for (const copy of copies) {
      const changed = wordsIn(copy)
      this.#copies += 1
      this.#all.add(changed)
      if (copy === original) this.#unchanged += 1
      this.#overlap += contentOverlap(words, changed)
      this.#distance += editDistanceInPieces(words, changed) / Math.max(1, words.length, changed.length)
    }
  }

  report(): AugmentationReport {
    const count = Math.max(1, this.#copies)
    return {
      documents: this.#documents,
      copies: this.#copies,
      unchanged: this.#unchanged / count,
      contentOverlap: this.#overlap / count,
      editDistance: this.#distance / count,
      originals: this.#originals.shares(),
      all: this.#all.shares(),
    }
  }
}

/** Numbers for words, so that a pair is one number; there are more pairs than a Set of JavaScript holds. */
class DistinctCount {
  readonly #numbers = new Map<string, number>()
  readonly #pairs = new HashSet()
  #words = 0
  #neighbours = 0

  add(words: readonly string[]): void {
    const numbers = words.map((word) => {
      const number = this.#numbers.get(word) ?? this.#numbers.size
      this.#numbers.set(word, number)
      return number
    })
    numbers.slice(1).forEach((number, place) => {
      this.#pairs.add(spread((numbers[place] ?? 0) * 2 ** 26 + number))
    })
    this.#words += words.length
    this.#neighbours += Math.max(0, words.length - 1)
  }

  shares = (): Distinct => ({
    distinct1: this.#numbers.size / Math.max(1, this.#words),
    distinct2: this.#pairs.size / Math.max(1, this.#neighbours),
  })
}

/** A whole number with its bits spread over 64: a bijection, so that different ones stay different. Knuth 6.4. */
function spread(number: number): bigint {
  const product = BigInt.asUintN(64, BigInt(number) * 0x9e3779b97f4a7c15n)
  return product ^ (product >> 32n)
}

const wordsIn = (text: string): string[] => splitWords(text).words.map((word) => word.toLowerCase())

/**
 * Of the words of two texts without English stop words, the share that both have, each as often as in the text that has
 * it less often. 0 … 1; 1 for two texts without such words.
 * @see Dice 1945
 * @example
 * contentOverlap(['the', 'big', 'dog'], ['a', 'large', 'dog']) // 0.5
 */
export function contentOverlap(words: readonly string[], others: readonly string[]): number {
  const content = words.filter((word) => !stops.has(word))
  const left = new Map<string, number>()
  for (const word of content) left.set(word, (left.get(word) ?? 0) + 1)
  const otherContent = others.filter((word) => !stops.has(word))
  if (content.length + otherContent.length === 0) return 1
  const shared = otherContent.filter((word) => {
    const count = left.get(word) ?? 0
    left.set(word, count - 1)
    return count > 0
  })
  return (2 * shared.length) / (content.length + otherContent.length)
}
