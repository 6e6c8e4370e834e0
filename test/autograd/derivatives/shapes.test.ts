/** Functions that move, join and choose cells, and products of them, have the gradients of what they are made of. */
import { checkGradients, type Differentiable } from '@cloze/autograd'
import {
  at,
  averagePool,
  chunk,
  concatenate,
  conv1d,
  diagonal,
  dot,
  einsum,
  embedding,
  expand,
  flatten,
  flip,
  greater,
  matmul,
  maxPool,
  outer,
  pad,
  repeat,
  reshape,
  roll,
  type Shape,
  slice,
  split,
  square,
  squeeze,
  stack,
  swapAxes,
  tile,
  tril,
  triu,
  unsqueeze,
} from '@cloze/tensor'
import { expect, test } from 'vitest'
import { swept } from '../../swept.ts'
import { Draw } from './draw.ts'

swept()

const ids = (draw: Draw) => draw.ids([2, 3], 4)

/** A function, and the shapes of what it takes. */
const cases: readonly [name: string, f: Differentiable, ...shapes: Shape[]][] = [
  ['reshape with −1', (x) => reshape(x, [-1, 2]), [2, 3, 2]],
  ['slice in steps', (x) => slice(x, [-1, 0], [null, 3], [-2, 2]), [4, 3]],
  ['squeeze', (x) => squeeze(x), [1, 3, 1]],
  ['unsqueeze', (x) => unsqueeze(x, -1), [2, 3]],
  ['flatten', (x) => flatten(x, 1), [2, 1, 3]],
  ['swapAxes', (x) => swapAxes(x, 0, -1), [2, 3, 2]],
  ['expand', (x) => expand(x, [2, -1, 3]), [2, 1]],
  ['stack', (x, y) => stack([x, y, x], 1), [2, 3], [2, 3]],
  ['split', (x) => concatenate(split(x, 2, 1).toReversed().slice(1), 1), [2, 5]],
  ['chunk', (x) => concatenate(chunk(x, 2).toReversed()), [3, 1]],
  ['tile', (x) => tile(x, [2, 1, 3]), [2, 2]],
  ['tile to nothing', (x) => tile(x, [0]), [3]],
  ['repeat', (x) => repeat(x, 3, 0), [2, 2]],
  ['pad with 0', (x) => pad(x, [[1, 0], [0, 2]]), [2, 3]],
  ['pad with another value', (x) => pad(x, [[1, 0], [2, 2]], { value: 0.5 }), [2, 3]],
  ['flip', (x) => flip(x), [2, 3]],
  ['roll', (x) => roll(x, -1, 1), [2, 3]],
  ['at with numbers and slices', (x) => at(x, [-1, null, slice(null, null, -2)]), [2, 2, 3]],
  ['at with whole numbers that come twice', (x) => at(x, [null, [2, 0, 2]]), [2, 3]],
  ['at with a mask of itself', (x) => at(x, [greater(x, 0.25)]), [3, 2]],
  ['tril', (x) => tril(x, 1), [3, 3]],
  ['triu', (x) => triu(x), [2, 2, 3]],
  ['diagonal', (x) => diagonal(x, -1), [3, 2, 2]],
  ['matmul of vectors', (x, y) => matmul(x, y), [3], [3]],
  ['matmul of a stack and a vector', (x, y) => matmul(x, y), [2, 2, 3], [3]],
  ['matmul of a vector and a stack', (x, y) => matmul(x, y), [3], [2, 3, 1]],
  ['dot', (x, y) => dot(x, y), [2], [2]],
  ['outer', (x, y) => outer(x, y), [2], [3]],
  ['einsum of three', (x, y, z) => einsum('ij,jkk,i->ki', x, y, z), [2, 3], [3, 2, 2], [2]],
  ['einsum of stacks', (x, y) => einsum('...ij,...kj', x, y), [2, 1, 2, 2], [3, 1, 2]],
  ['einsum that repeats', (x, y) => einsum('bi,bi->b', x, y), [1, 2], [3, 2]],
  ['conv1d', (x, w, bias) => conv1d(x, w, { bias, stride: 2, padding: 1, groups: 2 }), [1, 4, 4], [2, 2, 2], [2]],
  ['averagePool', (x) => averagePool(x, { size: 2, stride: 1, padding: 1 }), [2, 3]],
  ['maxPool', (x) => maxPool(x, { size: 3, stride: 2, padding: 1, axis: 0 }), [5, 2]],
  ['embedding', (x) => embedding(ids(new Draw(1)), x), [4, 2]],
] // biome-ignore format: a table

test.each(cases)('the gradient of %s is right at orders 1 and 2', async (_, f, ...shapes) => {
  const draw = new Draw(3)
  const curved: Differentiable = (...inputs) => f(...inputs.map((input) => square(input)))
  const inputs = shapes.map((shape) => draw.floats(shape))
  await expect(checkGradients(curved, inputs, { seed: 3, order: 2 })).resolves.toBeUndefined()
})
