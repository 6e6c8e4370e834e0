import { Variable } from '@cloze/autograd'
import * as t from '@cloze/tensor'
import type { LibraryIndex } from '../../fixtures/library.ts'
import { type Calls, said, type Value } from './calls.ts'

const tensorOf = (x: Value): t.Tensor => (x instanceof Variable ? x.value : x)

const indexOf = (index: LibraryIndex) => {
  if (index === null || typeof index === 'number') return index
  if ('slice' in index) return t.slice(...index.slice)
  return 'ids' in index ? index.ids : index.mask.map((each) => each === 1)
}

/** Functions that lay elements out in another way, and products of matrices. */
export const shapes: Calls = {
  at: ({ indices }, x) => t.at(x, said(indices).map(indexOf)),
  broadcastTo: ({ shape }, x) => t.broadcastTo(x, said(shape)),
  chunk: ({ count, axis }, x) => t.chunk(x, said(count), axis),
  concatenate: ({ axis }, ...all) => t.concatenate(all, axis),
  diagonal: ({ offset }, x) => t.diagonal(x, offset),
  dot: (_, a, b) => t.dot(a, b),
  einsum: ({ equation }, ...all) => t.einsum(said(equation), ...all),
  expand: ({ shape }, x) => t.expand(x, said(shape)),
  flatten: ({ numbers }, x) => t.flatten(x, ...said(numbers)),
  flip: ({ axes }, x) => t.flip(x, axes),
  matmul: (options, a, b) => t.matmul(a, b, options),
  outer: (_, a, b) => t.outer(a, b),
  pad: ({ widths, ...options }, x) => t.pad(x, said(widths), options),
  repeat: ({ count, axis }, x) => t.repeat(x, said(count), said(axis)),
  reshape: ({ shape }, x) => t.reshape(x, said(shape)),
  roll: ({ shift, axis }, x) => t.roll(x, said(shift), said(axis)),
  slice: ({ starts, ends, steps }, x) => t.slice(x, said(starts), said(ends), steps),
  split: ({ sizes, axis }, x) => t.split(x, said(sizes), axis),
  squeeze: ({ axes }, x) => t.squeeze(x, axes),
  stack: ({ axis }, ...all) => t.stack(all, axis),
  swapAxes: ({ numbers }, x) => t.swapAxes(x, said(numbers?.[0]), said(numbers?.[1])),
  tensorsToVector: (_, ...all) => t.tensorsToVector(all.map(tensorOf)),
  tile: ({ repeats }, x) => t.tile(x, said(repeats)),
  trace: (_, x) => t.trace(x),
  transpose: ({ numbers }, x) => t.transpose(x, numbers),
  unsqueeze: ({ axis }, x) => t.unsqueeze(x, said(axis)),
  vectorToTensors: ({ shapes }, x) => t.vectorToTensors(tensorOf(x), said(shapes)),
}
