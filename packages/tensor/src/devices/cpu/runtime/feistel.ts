/** The generator of dropout's bits on whole numbers: the bits that `feistel` of ops/dropout.ts computes in floats. */
import { HALF, KEY_START, KEY_STEP, multipliers } from '../../../ops/dropout.ts'
import type { Statements } from '../assembler/control.ts'
import { type Local, local } from '../assembler/values/local.ts'
import { type I32x4, i32x4 } from '../assembler/values/vectors.ts'

const BITS = Math.log2(HALF)

/** What a round adds to the half that it mixes, for each round: the same for all cells of a part of an example. */
type RoundKeys = readonly Local<I32x4>[]

export const roundKeys = (): RoundKeys => multipliers.map(() => local(i32x4))

/** From a key of two halves. */
export const setRoundKeys = (keys: RoundKeys, high: I32x4, low: I32x4): Statements =>
  keys.map((key, round) => key.set((round % 2 === 0 ? high : low).add((round * KEY_STEP + KEY_START) % HALF)))

/** 24 bits for each pair of halves: what to do first, and the bits. */
export function feistel(
  leftHalf: I32x4,
  rightHalf: I32x4,
  keys: RoundKeys,
): { before: Statements; bits: I32x4 } {
  const keyed = local(i32x4)
  let [left, right] = [local(i32x4), local(i32x4)]
  const before: Statements[] = [left.set(leftHalf), right.set(rightHalf)]
  multipliers.forEach((multiplier, round) => {
    const key = keys[round]
    if (key === undefined) throw new RangeError(`feistel: no key for round ${round}`)
    // Of halves of 12 bits in lanes of 32, `dot` gives the product, and is quicker than `mul`.
    const spread = keyed.dot(i32x4.constant(multiplier)).and(HALF - 1)
    before.push(
      keyed.set(right.add(key).and(HALF - 1)),
      left.set(left.add(spread.dot(keyed).shr(6)).and(HALF - 1)),
    )
    ;[left, right] = [right, left]
  })
  return { before, bits: left.shl(BITS).or(right) }
}

export const highHalf = (bits: I32x4): I32x4 => bits.shrUnsigned(BITS)
export const lowHalf = (bits: I32x4): I32x4 => bits.and(HALF - 1)
