import TinyQueue from 'tinyqueue'
import { compareCodePoints } from './text/code-points.ts'

/** A word as a list of pieces, by their numbers, and how often it occurs. */
export interface SplitWord {
  pieces: number[]
  readonly count: number
}

export interface MergeOptions {
  /** How many pieces to have in all. */
  readonly size: number
  /** Pairs that occur less often stay apart. */
  readonly minimumCount: number
  /** The piece that two pieces make. */
  join(left: string, right: string): string
}

/** Two neighbours, and how often they were seen when this was written down. */
interface Candidate {
  readonly left: number
  readonly right: number
  readonly count: number
}

/**
 * Joins the most frequent pair of neighbours, again and again, until there are `size` pieces or no pair is left. Of
 * pairs as frequent as each other the first in code-point order goes first, so nothing depends on the order of words.
 * Counts are kept up to date word by word: a step costs what it changes, not what there is.
 * @param pieces by number; the new ones are added to the end
 * @param words are changed
 * @see Sennrich et al. 2016, Neural machine translation of rare words with subword units, algorithm 1
 */
export function mergePairs(
  pieces: string[],
  words: readonly SplitWord[],
  { size, minimumCount, join }: MergeOptions,
): void {
  const numbers = new Map(pieces.map((piece, number) => [piece, number]))
  const name = (number: number): string => pieces[number] as string
  const counts = new Map<number, number>()
  /** The words that have a pair, or had it. */
  const indices = new Map<number, number[]>()
  const queue = new TinyQueue<Candidate>([], (a, b) => {
    if (a.count !== b.count) return b.count - a.count
    if (a.left !== b.left) return compareCodePoints(name(a.left), name(b.left))
    return a.right === b.right ? 0 : compareCodePoints(name(a.right), name(b.right))
  })

  const count = (pair: number, times: number) => counts.set(pair, (counts.get(pair) ?? 0) + times)
  /** Adds to the count of a pair, and notes the word that it stands in. */
  const found = (pair: number, word: number, times: number) => {
    count(pair, times)
    const known = indices.get(pair)
    if (known === undefined) indices.set(pair, [word])
    else if (known[known.length - 1] !== word) known.push(word)
  }
  const enqueue = (pairs: Iterable<number>) => {
    for (const pair of pairs) {
      const times = counts.get(pair) ?? 0
      if (times >= minimumCount) queue.push({ left: leftOf(pair), right: rightOf(pair), count: times })
    }
  }

  for (const [index, { pieces: list, count: times }] of words.entries())
    for (let i = 1; i < list.length; i++)
      found(pairOf(list[i - 1] as number, list[i] as number), index, times)
  enqueue(counts.keys())

  while (pieces.length < size) {
    const best = queue.pop()
    if (best === undefined) return
    const { left, right } = best
    const pair = pairOf(left, right)
    const now = counts.get(pair) ?? 0
    if (now !== best.count) {
      // It has grown rarer since: back to its place. Had it grown more frequent, it would stand in the queue again.
      if (now < best.count) enqueue([pair])
      continue
    }
    const joined = join(name(left), name(right))
    const number = numbers.get(joined) ?? pieces.push(joined) - 1
    numbers.set(joined, number)

    const changed = new Set<number>()
    for (const index of indices.get(pair) ?? []) {
      const word = words[index] as SplitWord
      const { pieces: list, count: times } = word
      const merged: number[] = []
      let joins = false
      for (let i = 0; i < list.length; i++) {
        const joinedBefore = joins
        joins = list[i] === left && list[i + 1] === right
        const piece = joins ? number : (list[i] as number)
        if (i > 0 && (joins || joinedBefore)) {
          count(pairOf(list[i - 1] as number, list[i] as number), -times)
          const made = pairOf(merged[merged.length - 1] as number, piece)
          found(made, index, times)
          changed.add(made)
        }
        if (joins) i++
        merged.push(piece)
      }
      word.pieces = merged
    }
    indices.delete(pair)
    counts.delete(pair)
    enqueue(changed) // the other pairs of these words grew rarer, if anything
  }
}

/** A pair as one number: a vocabulary has fewer pieces than this. */
const RADIX = 2 ** 26

const pairOf = (left: number, right: number): number => left * RADIX + right
const leftOf = (pair: number): number => Math.floor(pair / RADIX)
const rightOf = (pair: number): number => pair % RADIX
