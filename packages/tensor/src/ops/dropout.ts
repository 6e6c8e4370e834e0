/**
 * Dropout by counting: whether a cell is dropped is a function of the seed, the step, the site, the example and the
 * cell's place in the example. So no mask is stored, the backward pass computes the same bits again, and neither
 * padding nor the split of a batch changes one.
 */
import { apply, type Result } from '../apply.ts'
import { compileFloat32 } from '../evaluate.ts'
import { Literal, range } from '../literal.ts'
import { type Operand, shapeOf } from '../op.ts'
import { random } from '../random.ts'
import { type Scalar, scalar, trace, zero } from '../scalar.ts'
import { sizeOf } from '../shape.ts'
import { defined, elementwise } from './op.ts'
import { reshape } from './shapes.ts'

/** What a site's masks in a step follow from: two numbers of 12 bits. */
export interface DropoutKey {
  readonly high: number
  readonly low: number
}

/**
 * The key of one site in one step.
 * @param site what tells dropout's places in a model apart: `layer 0 attention`
 */
export function dropoutKey(seed: number, step: number, site: string): DropoutKey {
  const stream = random(seed, 'dropout', step, site)
  return { high: stream.integer(HALF), low: stream.integer(HALF) }
}

const HALF = 4096

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
  for (const [round, multiplier] of [1741, 2731, 3301, 1229, 3923, 2087].entries()) {
    const key = round % 2 === 0 ? keyHigh : keyLow
    const keyed = lowBits(right.add(key).add(scalar((round * 677 + 311) % HALF))) // (< 3·4096)
    const spread = lowBits(keyed.mul(multiplier)) // odd multipliers: a bijection of the half
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

const exampleKey = compileFloat32(
  trace(4, (high, low, keyHigh, keyLow) =>
    feistel(high ?? zero, low ?? zero, keyHigh ?? zero, keyLow ?? zero),
  ),
)

/** 24 random bits for each example (count, 1, 1), from its number within the step. */
function exampleKeys(count: number, first: number, { high, low }: DropoutKey): Literal {
  const keys = Float32Array.from({ length: count }, (_, i) =>
    exampleKey([Math.floor((first + i) / HALF) % HALF, (first + i) % HALF, high, low]),
  )
  return new Literal([count, 1, 1], keys)
}

/** 0 where the 24 bits of the cell, as a fraction, are below the rate, else x / (1 − rate). */
const dropped = elementwise(
  'dropped',
  (x: Scalar, left: Scalar, right: Scalar, key: Scalar, threshold: Scalar, scale: Scalar) =>
    feistel(left, right, highBits(key), lowBits(key)).less(threshold).select(0, x.mul(scale)),
)

export interface DropoutAttributes {
  /** The share of cells that become 0, at least 0 and below 1. */
  readonly rate: number
  readonly key: DropoutKey
  /** The number of the batch's first example within its step: 0, but for a step that is split. */
  readonly firstExample: number
}

export const dropoutOp = defined<DropoutAttributes>({
  name: 'dropout',
  infer([x], { rate }) {
    const shape = x?.shape ?? []
    if (!(rate >= 0 && rate < 1))
      throw new RangeError(`dropout: the rate is ${rate}, but must be in 0 … 1, below 1`)
    for (const size of [placeAxes(shape).left, placeAxes(shape).right])
      if (size > HALF)
        throw new RangeError(`dropout: an axis of ${size} is longer than the ${HALF} that can be told apart`)
    return [{ shape, dtype: 'float' }]
  },
  define([x = 0], { rate, key, firstExample }) {
    const shape = shapeOf(x)
    const { examples, left, right } = placeAxes(shape)
    const count = sizeOf(examples)
    const first = firstExample * sizeOf(examples.slice(1))
    const cells = reshape(x, [count, left, right])
    return [
      reshape(
        dropped(
          cells,
          range(left, 1),
          range(right),
          exampleKeys(count, first, key),
          Math.round(rate * HALF * HALF), // whole, so that no rounding to float32 moves it past one
          1 / (1 - rate),
        ),
        shape,
      ),
    ]
  },
})

/** Which axes number the examples, and how long the two are that place a cell in its example. */
function placeAxes(shape: readonly number[]) {
  const [left = 1, right = 1] = shape.length < 3 ? [1, shape.at(-1)] : shape.slice(-2)
  return { examples: shape.length < 3 ? shape.slice(0, -1) : shape.slice(0, -2), left, right }
}

/**
 * Sets each cell to 0 with probability `rate`, and divides the others by 1 − rate. Srivastava et al. 2014.
 * @param x (B, …): the first axis numbers the examples; the last two, at most 4096 long each, place a cell in its
 *   example, and those between tell parts of an example apart, such as heads
 * @throws RangeError on a rate outside 0 … 1, and on a longer axis
 */
export const dropout = <O extends Operand>(
  x: O,
  {
    rate,
    key,
    firstExample = 0,
  }: Omit<DropoutAttributes, 'firstExample'> & { readonly firstExample?: number },
): Result<O> => (rate === 0 ? reshape(x, shapeOf(x)) : apply(dropoutOp, [x], { rate, key, firstExample }))
