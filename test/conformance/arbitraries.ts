import type { Shape } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import fc from 'fast-check'
import type { Plain } from './plain.ts'
import { oneLong } from './unrollings.ts'

/** Around the four lanes of a vector, with 1 and empty. */
export const sizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 0)
export const positiveSizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 13)

const shapesOf = (size: fc.Arbitrary<number>, minLength: number, maxLength: number): fc.Arbitrary<Shape> =>
  fc.array(size, { minLength, maxLength }).filter((shape) => sizeOf(shape) <= 300)

/** Now and then with a long axis. */
const withLong = (size: fc.Arbitrary<number>, least: number, most: number): fc.Arbitrary<Shape> =>
  fc.oneof(
    { weight: 5, arbitrary: shapesOf(size, least, most) },
    { weight: 1, arbitrary: fc.integer({ min: Math.max(least, 1), max: Math.min(most, 3) }).chain(oneLong) },
  )

/** Of `least` to `most` axes. */
export const shapes = (least = 0, most = 4) => withLong(sizes, least, most)
export const filledShapes = (least = 0, most = 4) => withLong(positiveSizes, least, most)
export const smallShapes = (least = 0, most = 4) => shapesOf(sizes, least, most)

/** What float32 numbers of ordinary size look like: few of them are exact sums of few powers of two. */
export const ordinary = fc.integer({ min: -4000, max: 4000 }).map((i) => Math.fround(i / 1000))

const special = fc.constantFrom(
  ...[0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -1e-45].map(Math.fround),
)

/** Ordinary numbers, with a few that are not. */
const uneven = fc.oneof({ weight: 9, arbitrary: ordinary }, { weight: 1, arbitrary: special })

/** For ops whose result changes by more than a denormal number where one counts as 0. */
export const withoutDenormals = (values: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  values.map((value) => (Math.abs(value) < 2 ** -126 ? value * 0 : value))

export const unevenNormal = withoutDenormals(uneven)

/** Any float32 number, the special ones more often than their share. */
export const anything = fc.oneof(
  { weight: 3, arbitrary: fc.float() },
  { weight: 3, arbitrary: ordinary },
  { weight: 2, arbitrary: special },
)

const wholes = fc.integer({ min: -9, max: 9 })

/** An array of a shape. */
export const filled = (shape: Shape, value: fc.Arbitrary<number> = uneven): fc.Arbitrary<Plain> =>
  fc
    .array(value, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values) => ({ shape, values, dtype: 'float' }))

/** int32 in 0…below−1, or in a small range around 0. */
export const filledWhole = (shape: Shape, below?: number): fc.Arbitrary<Plain> =>
  filled(shape, below === undefined ? wholes : fc.integer({ min: 0, max: Math.max(below - 1, 0) })).map(
    (x) => ({ ...x, dtype: 'int32' }),
  )

/** Float or int32. */
export const filledAny = (shape: Shape): fc.Arbitrary<Plain> => fc.oneof(filled(shape), filledWhole(shape))

/** A shape that can be repeated to `shape`: leading axes left out, others 1. */
export const repeatable = (shape: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }))
    .map(([from, single]) => shape.map((size, axis) => (single[axis] ? 1 : size)).slice(from))

/** Some of a shape's axes, ascending. */
export const someAxes = (shape: Shape): fc.Arbitrary<number[]> => fc.subarray(shape.map((_, axis) => axis))

/** An order of a shape's axes. */
export const orders = (shape: Shape): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    shape.map((_, axis) => axis),
    { minLength: shape.length },
  )
