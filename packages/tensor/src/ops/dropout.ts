/**
 * Dropout by counting: whether a cell is dropped is a function of the seed, the step, the site, the example and the
 * cell's index in the example. So no mask is stored, the backward pass computes the same bits again, and neither
 * padding nor the split of a batch changes one.
 */

import type { Shape } from '../device/device.ts'
import { random } from '../random.ts'
import { type Scalar, scalar } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { range } from '../tensor/literal.ts'
import { type Operand, shapeFor, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { sizeAt, sizeOf } from '../tensor/shape.ts'
import { checkFloats, onFloats } from './floats.ts'
import { defined, elementwise } from './op.ts'
import { reshape } from './shapes.ts'
import { slice } from './slice.ts'

/** What a site's masks in a step follow from: two numbers of 12 bits. */
export interface DropoutKey {
  readonly high: number
  readonly low: number
}

/**
 * The key of one site in one step.
 * @param site what tells dropout's sites in a model apart: `layer 0 attention`
 * @example
 * dropoutKey(1, 0, 'embeddings') // { high: 2072, low: 120 }
 */
export function dropoutKey(seed: number, step: number, site: string): DropoutKey {
  const stream = random(seed, 'dropout', step, site)
  return { high: stream.integer(HALF), low: stream.integer(HALF) }
}

/** Halves have 12 bits. */
export const HALF = 4096

/** What the rounds multiply by: odd, so that each is a bijection of the half. */
export const multipliers = [1741, 2731, 3301, 1229, 3923, 2087] as const

/** A round adds to the key: start + round·step. */
export const KEY_STEP = 677
export const KEY_START = 311

/** x mod 4096, for 0 ≤ x < 2²⁴. */
const lowBits = (x: Scalar): Scalar => x.sub(highBits(x).mul(HALF))
const highBits = (x: Scalar): Scalar => x.mul(1 / HALF).floor()

/**
 * A Feistel network of six rounds on two halves of 12 bits: a bijection for each key. Every product stays below 2²⁴,
 * so float32 computes it exactly. The round function squares the keyed half and takes the bits in the middle.
 * Luby & Rackoff 1988: four rounds of a random function are a pseudo-random permutation.
 */
function feistel(high: Scalar, low: Scalar, keyHigh: Scalar, keyLow: Scalar): Scalar {
  let [left, right] = [high, low]
  for (const [round, multiplier] of multipliers.entries()) {
    const key = round % 2 === 0 ? keyHigh : keyLow
    const keyed = lowBits(right.add(key).add(scalar((round * KEY_STEP + KEY_START) % HALF))) // (< 3·4096)
    const spread = lowBits(keyed.mul(multiplier))
    const mixed = lowBits(
      spread
        .mul(keyed)
        .mul(1 / 64)
        .floor(),
    )
    ;[left, right] = [right, lowBits(left.add(mixed))]
  }
  return left.mul(HALF).add(right)
}

/** 24 random bits for an example, from its number within the step. `_cell` is not read: it says on which device. */
export const exampleKey = elementwise(
  'exampleKey',
  (_cell: Scalar, i: Scalar, first: Scalar, keyHigh: Scalar, keyLow: Scalar) =>
    feistel(highBits(i.add(first)), lowBits(i.add(first)), keyHigh, keyLow),
)

/** 0 where the 24 bits of the cell, as a fraction, are below the rate, else x / (1 − rate). */
export const dropped = elementwise(
  'dropped',
  (x: Scalar, left: Scalar, right: Scalar, key: Scalar, threshold: Scalar, scale: Scalar) =>
    feistel(left, right, highBits(key), lowBits(key)).less(threshold).select(0, x.mul(scale)),
)

/** How much is dropped, and by which draws. */
export interface DropoutAttributes {
  /** The share of cells that become 0, at least 0 and below 1. */
  readonly rate: number
  /** Of `dropoutKey`: a site and a step, whose draws are their own. */
  readonly key: DropoutKey
  /** The number of the batch's first example within its step: 0, but for a step that is split. */
  readonly firstExample: number
}

export const dropoutOp = defined({
  name: 'dropout',
  operands: ['x'],
  outputs: ['y'],
  infer([x], { rate, key, firstExample }: DropoutAttributes) {
    checkFloats('dropout', [x])
    const { shape } = x
    if (key === undefined) throw new TypeError('dropout: needs a key, as dropoutKey gives it')
    if (!(rate >= 0 && rate < 1))
      throw new RangeError(`dropout: the rate is ${rate}, but must be in 0 … 1, below 1`)
    const { first, count, left, right } = placesOf(shape, firstExample)
    for (const size of [left, right])
      if (size > HALF)
        throw new RangeError(`dropout: an axis of ${size} is longer than the ${HALF} that can be told apart`)
    if (!(Number.isInteger(first) && first >= 0 && first + count <= HALF ** 2))
      throw new RangeError(
        `dropout: ${count} parts of examples from number ${first} on don't lie in the 0…${HALF ** 2 - 1} that can be told apart`,
      )
    return [{ shape, dtype: 'float' }]
  },
  define([x], { rate, key, firstExample }) {
    const shape = shapeOf(x)
    const { first, count, left, right } = placesOf(shape, firstExample)
    const { threshold, scale } = thresholdOf(rate)
    const cells = reshape(x, [count, left, right])
    const corner = slice(cells, [], [count, Math.min(left, 1), Math.min(right, 1)]) // (count, 1, 1)
    const keys = exampleKey(corner, range(count, 2), first, key.high, key.low) // (count, 1, 1)
    return [reshape(dropped(cells, range(left, 1), range(right), keys, threshold, scale), shape)]
  },
})

/** Below what a cell's 24 bits drop it, and by what the others are multiplied. */
export const thresholdOf = (rate: number) => ({
  threshold: Math.round(rate * HALF * HALF), // whole, so that no rounding to float32 moves it past one
  scale: 1 / (1 - rate),
})

/** The number of the first example's first part, how many parts there are, and the two axes that number a cell in one. */
export function placesOf(shape: Shape, firstExample: number) {
  const right = shape.length === 0 ? 1 : sizeAt(shape, -1)
  const left = shape.length < 3 ? 1 : sizeAt(shape, -2)
  const examples = shape.length < 3 ? shape.slice(0, -1) : shape.slice(0, -2)
  return { first: firstExample * sizeOf(examples.slice(1)), count: sizeOf(examples), left, right }
}

export const dropoutOptions = { rate: true, key: true, firstExample: true } as const

export const dropout = <O extends Operand>(
  x: O,
  options: Omit<DropoutAttributes, 'firstExample'> & { readonly firstExample?: number },
): Result<O> => {
  const { rate, key, firstExample = 0 } = checkOptions('dropout', options, dropoutOptions)
  return onFloats([x], (own) =>
    rate === 0 ? reshape(own, shapeFor('dropout', x)) : apply(dropoutOp, [own], { rate, key, firstExample }),
  ) as Result<O>
}
