/** How many elements kernels take at a time. Cases draw sizes one below, at, and one above each of them. */
import { sizeOf } from '@cloze/tensor/extend'
import fc from 'fast-check'

/** Of `cpu` and of a GPU: a kernel that takes another number at a time adds it here. */
const steps = [
  16, // sums side by side along a row (row-sum, reduce); a line of the cache
  32, // queries of attention
  64, // rows of a sum over columns, of layer normalisation's gradients
  128, // rows of a block of the matrix product
  256, // its depth
  512, // a part of a GPU's row
  2048, // columns of a block of the matrix product
  4096, // a block of a long sum
] as const

const around = (step: number): number[] => [step - 1, step, step + 1]

/** Beside the smallest sizes, which lie around a vector's 4 lanes and a tile's 4 × 8 themselves. */
const longSizes: fc.Arbitrary<number> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...around(16), ...around(32)) },
  { weight: 1, arbitrary: fc.constantFrom(...steps.slice(2).flatMap(around)) },
)

const short: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3)

/** Two rows of the longest: more would make the plain arithmetic slow, and reach no other part of a kernel. */
const MOST_CELLS = 2 * 4097

/** One of `count` sizes is long, the others are short. */
export const oneLong = (count: number): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.array(short, { minLength: count, maxLength: count }), fc.nat(count - 1), longSizes)
    .map(([sizes, index, long]) => sizes.with(index, long))
    .filter((sizes) => sizeOf(sizes) <= MOST_CELLS)

/** Now and then one of the sizes is long. */
export const mostlyShort = (
  count: number,
  drawn: fc.Arbitrary<readonly number[]>,
): fc.Arbitrary<readonly number[]> =>
  fc.oneof({ weight: 5, arbitrary: drawn }, { weight: 1, arbitrary: oneLong(count) })
