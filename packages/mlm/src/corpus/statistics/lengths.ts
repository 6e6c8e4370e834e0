/** Of lengths: the quantiles that are told. */
export interface LengthSummary {
  readonly mean: number
  readonly least: number
  /** A quarter of the lengths are no larger; the others alike. */
  readonly quarter: number
  readonly median: number
  readonly threeQuarters: number
  readonly ninetyFive: number
  readonly most: number
}

/**
 * Counts lengths; all quantiles are exact. It holds one number for each different length: at most √(2n) of them, where n
 * is the sum of the lengths.
 * @example
 * const lengths = new Lengths()
 * for (const length of [1, 2, 9]) lengths.add(length)
 * lengths.summary()?.median // 2
 */
export class Lengths {
  readonly #counts = new Map<number, number>()
  #count = 0
  #sum = 0

  add(length: number): void {
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1)
    this.#count += 1
    this.#sum += length
  }

  get count(): number {
    return this.#count
  }

  get sum(): number {
    return this.#sum
  }

  /** @returns nothing where there is no length */
  summary(): LengthSummary | undefined {
    if (this.#count === 0) return undefined
    const sorted = [...this.#counts].sort(([a], [b]) => a - b)
    /** The least length that at least this share of all lengths don't exceed. */
    const quantile = (share: number): number => {
      let below = 0
      for (const [length, count] of sorted) {
        below += count
        if (below >= share * this.#count) return length
      }
      return sorted.at(-1)?.[0] ?? 0
    }
    return {
      mean: this.#sum / this.#count,
      least: quantile(0),
      quarter: quantile(0.25),
      median: quantile(0.5),
      threeQuarters: quantile(0.75),
      ninetyFive: quantile(0.95),
      most: quantile(1),
    }
  }
}
