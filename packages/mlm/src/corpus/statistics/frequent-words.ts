/** A word, and how often it was there: from `count` to `count + missed` times. */
export interface WordCount {
  readonly word: string
  /** How often it was seen since it is held. */
  readonly count: number
  /** The most that may be missing: 0 of a word that was never let go of. */
  readonly missed: number
}

/** Different words that are held at most: some 30 MB. */
const CAPACITY = 200_000

/**
 * Counts words in bounded memory. Where there are more different words than it holds, the rarer half is let go of; a word
 * that comes (back) later may have been there as often as the most frequent one let go of, and says so. A word that is
 * frequent from the start on is counted exactly, and one that was there more often than `floor` is never lost. In the
 * manner of Manku & Motwani 2002, Approximate frequency counts over data streams, lossy counting.
 * @throws RangeError on a capacity below 2
 * @example
 * const counter = new FrequentWords()
 * for (const word of ['a', 'dog', 'a']) counter.add(word)
 * counter.top(1) // [{ word: 'a', count: 2, missed: 0 }]
 */
export class FrequentWords {
  readonly #words = new Map<string, { count: number; readonly missed: number }>()
  readonly #capacity: number
  #floor = 0

  /** @param capacity at least 2 */
  constructor(capacity = CAPACITY) {
    if (!Number.isInteger(capacity) || capacity < 2)
      throw new RangeError(`FrequentWords: capacity is an integer from 2, not ${capacity}`)
    this.#capacity = capacity
  }

  add(word: string): void {
    const known = this.#words.get(word)
    if (known) known.count += 1
    else {
      if (this.#words.size >= this.#capacity) this.#letGo()
      this.#words.set(own(word), { count: 1, missed: this.#floor })
    }
  }

  /** The most often that a word was there which is not held. */
  get floor(): number {
    return this.#floor
  }

  /** How many different words there were: exact where none was let go of, else the least. */
  get distinct(): { readonly count: number; readonly exact: boolean } {
    const exact = this.#floor === 0
    return { count: exact ? this.#words.size : Math.max(this.#words.size, this.#capacity + 1), exact }
  }

  /** The words with the highest counts, then in the order of their code units. */
  top(count: number): WordCount[] {
    return [...this.#words]
      .map(([word, counted]) => ({ word, ...counted }))
      .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
      .slice(0, count)
  }

  #letGo(): void {
    const most = ({ count, missed }: { count: number; missed: number }) => count + missed
    const sorted = Float64Array.from(this.#words.values(), most).sort()
    this.#floor = Math.max(this.#floor, sorted[sorted.length >> 1] ?? 0)
    for (const [word, counted] of this.#words) if (most(counted) <= this.#floor) this.#words.delete(word)
  }
}

/** A copy: a word cut from a document would keep the whole document in memory. */
const own = (word: string): string => ` ${word}`.slice(1)
