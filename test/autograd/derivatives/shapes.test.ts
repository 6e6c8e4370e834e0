/** Gradients of what the cases of functions by name leave out: products of vectors, slices by words, masks of oneself. */
import { checkGradients, type Differentiable } from '@cloze/autograd'
import { at, greater, matmul, reshape, type Shape, slice, square } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { swept } from '../../swept.ts'
import { seeds, sizes } from './case.ts'
import { Draw } from './draw.ts'

swept()

type Sizes = readonly [m: number, k: number, n: number]

/** A function, and the shapes of what it takes. */
const cases: readonly (readonly [name: string, f: Differentiable, shapes: (sizes: Sizes) => Shape[]])[] = [
  ['matmul of vectors', (x, y) => matmul(x, y), ([_, k]) => [[k], [k]]],
  ['matmul of a stack and a vector', (x, y) => matmul(x, y), ([m, k, n]) => [[n, m, k], [k]]],
  ['matmul of a vector and a stack', (x, y) => matmul(x, y), ([m, k, n]) => [[k], [m, k, n]]],
  ['reshape with −1', (x) => reshape(x, [-1, 2]), ([m, k]) => [[m, 2, k]]],
  ['slice in steps', (x) => slice(x, [null, 1], [null, null], [-2, 2]), ([m, k]) => [[m, 1 + k]]],
  ['at with a mask of itself', (x) => at(x, [greater(x, 0.25)]), ([m, k]) => [[m, k]]],
] // biome-ignore format: a table

for (const [name, f, shapes] of cases)
  test.prop([fc.tuple(sizes, sizes, sizes), seeds], { numRuns: 12 })(
    `the gradient of ${name} is right at orders 1 and 2`,
    async (drawn, seed) => {
      const draw = new Draw(seed)
      const curved: Differentiable = (...inputs) => f(...inputs.map((input) => square(input)))
      const inputs = shapes(drawn).map((shape) => draw.floats(shape))
      await expect(checkGradients(curved, inputs, { seed, order: 2 })).resolves.toBeUndefined()
    },
  )
