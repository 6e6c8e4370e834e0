/// <reference path="./seedrandom.d.ts" />
import seedrandom from 'seedrandom/seedrandom.js'
import { compileFloat32 } from './scalar/evaluate.ts'
import { input } from './scalar/scalar.ts'

/** A stream of pseudo-random numbers: the same names, the same numbers, on every machine. */
export interface Random {
  /** A number in [0, 1), with 53 random bits. */
  uniform(): number
  /** An integer in 0 … below−1. */
  integer(below: number): number
}

/**
 * Checks a seed: numbers beyond 2^53 are not told apart from their neighbours, and a fraction or NaN is a mistake above.
 * @throws RangeError where `seed` is no whole number from −(2^53 − 1) to 2^53 − 1
 * @example
 * checkSeed(0.5)
 * // throws RangeError: a seed must be a whole number from -9007199254740991 to 9007199254740991, not 0.5
 */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed))
    throw new RangeError(
      `a seed must be a whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}, not ${seed}`,
    )
}

/**
 * The stream that belongs to `names`. A draw depends on what it is for (its names) and on nothing else: not on
 * the order of other draws, on the batch size, or on threads.
 * @param names the seed, and what the draw is for: `random(seed, 'masking', epoch, document)`
 * @throws RangeError on a number that is no seed: `checkSeed`
 * @example
 * random(1, 'masking').uniform() === random(1, 'masking').uniform() // true
 */
export function random(...names: (string | number)[]): Random {
  for (const name of names) if (typeof name === 'number') checkSeed(name)
  const next = seedrandom(JSON.stringify(names))
  return {
    uniform: () => next.double(),
    integer: (below) => {
      if (!Number.isSafeInteger(below) || below < 1)
        throw new RangeError(`integer: below must be a positive integer, not ${below}`)
      return Math.floor(next.double() * below)
    },
  }
}

/**
 * Shuffles `items` in place, every order equally likely (Fisher & Yates; Durstenfeld 1964, algorithm 235).
 * @returns `items`
 * @example
 * shuffle(['a', 'b', 'c', 'd'], random(1, 'order')) // ['b', 'a', 'd', 'c']
 */
export function shuffle<Item>(items: Item[], stream: Random): Item[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = stream.integer(last + 1)
    const moved = items[last] as Item
    items[last] = items[other] as Item
    items[other] = moved
  }
  return items
}

/**
 * Draws from a normal distribution of mean 0 by the polar method (Marsaglia & Bray 1964), which needs no sine; its
 * logarithm is ours, as Math.log differs from one JavaScript engine to another.
 * @param deviation the standard deviation
 * @returns the same numbers on every machine; of fewer, those that more begin with
 * @example
 * gaussian(random(1, 'noise'), 2, 1).length // 2
 */
export function gaussian(stream: Random, length: number, deviation: number): Float32Array {
  const log = compileFloat32(input(0).log())
  const values = new Float32Array(length)
  for (let i = 0; i < length; i += 2) {
    const [x, y, square] = pointInDisc(stream)
    const factor = deviation * Math.sqrt((-2 * log([Math.fround(square)])) / square)
    values[i] = x * factor
    if (i + 1 < length) values[i + 1] = y * factor
  }
  return values
}

/** A point in the unit disc but for its middle, and its distance from there, squared. */
function pointInDisc(stream: Random): [x: number, y: number, square: number] {
  for (;;) {
    const x = 2 * stream.uniform() - 1
    const y = 2 * stream.uniform() - 1
    const square = x * x + y * y
    if (square < 1 && square > 1e-30) return [x, y, square]
  }
}
