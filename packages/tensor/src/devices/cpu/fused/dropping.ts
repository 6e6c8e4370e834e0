/** Dropout of a row of cells, for the kernels that drop. */

import type { Shape } from '../../../device/device.ts'
import { type DropoutAttributes, placesOf, thresholdOf } from '../../../ops/dropout.ts'
import type { Statements } from '../assembler/control.ts'
import { local } from '../assembler/values/local.ts'
import { f32, type I32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, type I32x4, i32x4, splat } from '../assembler/values/vectors.ts'
import { feistel, highHalf, lowHalf, roundKeys, setRoundKeys } from '../runtime/feistel.ts'

/** A kernel's parameters for what is dropped at a site; a threshold of 0 drops nothing. */
export const dropoutParameters = { first: i32, keyHigh: i32, keyLow: i32, threshold: i32, keptScale: f32 }

export type DroppingParameters = {
  readonly [Name in keyof typeof dropoutParameters]: ReturnType<(typeof dropoutParameters)[Name]['make']>
}

/** The arguments for these parameters; for a tensor of `shape`. */
export function dropoutArguments(shape: Shape, attributes: DropoutAttributes | undefined): number[] {
  if (attributes === undefined) return [0, 0, 0, 0, 1]
  const { key, rate, firstExample } = attributes
  const { threshold, scale } = thresholdOf(rate)
  return [placesOf(shape, firstExample).first, key.high, key.low, threshold, scale]
}

/** The columns from `c` on, as numbers. */
export const columnsFrom = (c: I32): I32x4 => i32x4.splat(c).add(i32x4.lanes(0, 1, 2, 3))

/** Drops cells of part `part` of the examples, row after row. */
export function dropping({ first, keyHigh, keyLow, threshold, keptScale }: DroppingParameters) {
  const exampleKeys = roundKeys()
  const keys = roundKeys()
  const number = local(i32x4)
  const own = local(i32x4)
  const example = feistel(highHalf(number), lowHalf(number), exampleKeys)
  return {
    /** To be done before the cells of a part. */
    begin: (part: I32): Statements => [
      setRoundKeys(exampleKeys, i32x4.splat(keyHigh), i32x4.splat(keyLow)),
      number.set(i32x4.splat(first.add(part))),
      example.before,
      own.set(example.bits),
      setRoundKeys(keys, highHalf(own), lowHalf(own)),
    ],
    /** `x` in the cells at `row` and four columns from `column` on, dropped. */
    drop(x: F32x4, row: I32, column: I32): { before: Statements; value: F32x4 } {
      const { before, bits } = feistel(i32x4.splat(row), columnsFrom(column), keys)
      const kept = bits.less(i32x4.splat(threshold)).not()
      return { before, value: x.mul(splat(keptScale)).bits().and(kept).asFloat() }
    },
  }
}
