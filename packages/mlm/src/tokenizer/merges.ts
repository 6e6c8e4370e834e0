import { compareCodePoints } from './code-points.ts'
import { PriorityQueue } from './priority-queue.ts'

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
  const places = new Map<number, number[]>()
  const queue = new PriorityQueue<Candidate>((a, b) => {
    if (a.count !== b.count) return a.count > b.count
    if (a.left !== b.left) return compareCodePoints(name(a.left), name(b.left)) < 0
    return a.right !== b.right && compareCodePoints(name(a.right), name(b.right)) < 0
  })

  /** Adds `times` to the count of each pair of a word; notes where those are that have the piece `added`, or all. */
  const tally = (word: number, times: number, seen: Set<number>, added?: number) => {
    const { pieces: list } = words[word] as SplitWord
    for (let i = 1; i < list.length; i++) {
      const left = list[i - 1] as number
      const right = list[i] as number
      const pair = pairOf(left, right)
      counts.set(pair, (counts.get(pair) ?? 0) + times)
      if (times < 0 || (added !== undefined && left !== added && right !== added)) continue
      seen.add(pair)
      const known = places.get(pair)
      if (known === undefined) places.set(pair, [word])
      else if (known[known.length - 1] !== word) known.push(word)
    }
  }
  const enqueue = (pairs: Iterable<number>) => {
    for (const pair of pairs) {
      const count = counts.get(pair) ?? 0
      if (count >= minimumCount) queue.push({ left: leftOf(pair), right: rightOf(pair), count })
    }
  }

  const seen = new Set<number>()
  for (const [word, { count }] of words.entries()) tally(word, count, seen)
  enqueue(seen)

  while (pieces.length < size) {
    const best = queue.pop()
    if (best === undefined) return
    const { left, right, count } = best
    const pair = pairOf(left, right)
    const now = counts.get(pair) ?? 0
    if (now !== count) {
      // It has grown rarer since: back to its place. Had it grown more frequent, it would stand in the queue again.
      if (now < count) enqueue([pair])
      continue
    }
    const joined = join(name(left), name(right))
    const number = numbers.get(joined) ?? pieces.push(joined) - 1
    numbers.set(joined, number)

    const changed = new Set<number>()
    for (const place of places.get(pair) ?? []) {
      const word = words[place] as SplitWord
      const merged = mergeIn(word.pieces, left, right, number)
      if (merged.length === word.pieces.length) continue
      tally(place, -word.count, changed)
      word.pieces = merged
      tally(place, word.count, changed, number)
    }
    places.delete(pair)
    counts.delete(pair)
    enqueue(changed) // the other pairs of these words grew rarer, if anything
  }
}

function mergeIn(list: readonly number[], left: number, right: number, joined: number): number[] {
  const merged: number[] = []
  for (let i = 0; i < list.length; i++)
    if (list[i] === left && list[i + 1] === right) {
      merged.push(joined)
      i++
    } else merged.push(list[i] as number)
  return merged
}

/** A pair as one number: a vocabulary has fewer pieces than this. */
const RADIX = 2 ** 26

const pairOf = (left: number, right: number): number => left * RADIX + right
const leftOf = (pair: number): number => Math.floor(pair / RADIX)
const rightOf = (pair: number): number => pair % RADIX
