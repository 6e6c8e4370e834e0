import { type Random, shuffle } from '@cloze/tensor'

/** `count` of the numbers 0 … length−1, ascending; every set of that many is as probable. */
export const drawPositions = (length: number, count: number, random: Random): number[] =>
  shuffle(
    Array.from({ length }, (_, position) => position),
    random,
  )
    .slice(0, count)
    .sort((a, b) => a - b)
