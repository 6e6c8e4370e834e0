/** How functions that name, join and part axes are called, and what they must give; triangles, and products of vectors. */
import {
  chunk,
  dot,
  embedding,
  expand,
  flatten,
  fullLike,
  onesLike,
  outer,
  type Shape,
  split,
  squeeze,
  swapAxes,
  tensorsToVector,
  trace,
  tril,
  triu,
  unsqueeze,
  zerosLike,
} from '@cloze/tensor'
import fc from 'fast-check'
import {
  filled,
  filledAny,
  filledWhole,
  positiveSizes,
  repeatable,
  shapes,
  sizes,
  smallShapes,
  someAxes,
  unevenNormal,
} from './arbitraries.ts'
import { one, two } from './call.ts'
import type { Call } from './case.ts'
import { at, broadcastAt, build, type Plain, total, upTo } from './plain.ts'

/** The same cells in the same order, in another shape. */
const reshaped = (x: Plain, shape: Shape, run: Call['run']): Call => ({
  inputs: [x],
  run,
  expected: { ...x, shape },
})

/** A shape, and one of its axes. */
const alongOne = (least: number, drawn = shapes) =>
  drawn(least, 4).chain((shape) => fc.tuple(filledAny(shape), fc.nat(Math.max(shape.length - 1, 0))))

const expandCalls = smallShapes(0, 4)
  .chain((shape) => repeatable(shape).chain((from) => fc.tuple(filledAny(from), fc.constant(shape))))
  .map(([x, shape]): Call => {
    const own = shape.map((size, axis) =>
      x.shape[axis - shape.length + x.shape.length] === size ? -1 : size,
    )
    return {
      inputs: [x],
      run: one((tensor) => expand(tensor, own)),
      expected: build(shape, (index) => broadcastAt(x, index), x.dtype),
    }
  })

const flattenCalls = alongOne(0)
  .chain(([x, start]) =>
    fc.tuple(fc.constant(x), fc.constant(start), fc.nat(Math.max(x.shape.length - 1, 0))),
  )
  .map(([x, a, b]) => {
    const [start, end] = [Math.min(a, b), Math.max(a, b)]
    const count = x.shape.slice(start, end + 1).reduce((product, size) => product * size, 1)
    const shape = [...x.shape.slice(0, start), count, ...x.shape.slice(end + 1)]
    return reshaped(
      x,
      shape,
      one((tensor) => flatten(tensor, start, end)),
    )
  })

const squeezeCalls = shapes(0, 4)
  .chain((shape) => fc.tuple(filledAny(shape), someAxes(shape), fc.boolean()))
  .map(([x, drawn, all]) => {
    const ones = upTo(x.shape.length).filter((axis) => x.shape[axis] === 1)
    const axes = all ? ones : ones.filter((axis) => drawn.includes(axis))
    return reshaped(
      x,
      x.shape.filter((_, axis) => !axes.includes(axis)),
      one((tensor) => squeeze(tensor, all ? undefined : axes)),
    )
  })

const unsqueezeCalls = alongOne(0).map(([x, axis]) =>
  reshaped(
    x,
    x.shape.toSpliced(axis, 0, 1),
    one((tensor) => unsqueeze(tensor, axis)),
  ),
)

const swapAxesCalls = alongOne(1)
  .chain(([x, a]) => fc.tuple(fc.constant(x), fc.constant(a), fc.nat(x.shape.length - 1)))
  .map(([x, a, b]): Call => {
    const swapped = <T>(all: readonly T[]): T[] =>
      all.map((each, axis) => all[axis === a ? b : axis === b ? a : axis] ?? each)
    return {
      inputs: [x],
      run: one((tensor) => swapAxes(tensor, a, b - x.shape.length)),
      expected: build(swapped(x.shape), (index) => at(x, swapped(index)), x.dtype),
    }
  })

/** The cells of `x` along `axis`, so many after so many. */
const cut = (x: Plain, axis: number, lengths: readonly number[]): Plain[] =>
  lengths.map((length, place) => {
    const from = total(lengths.slice(0, place))
    return build(
      x.shape.with(axis, length),
      (index) => at(x, index.with(axis, (index[axis] ?? 0) + from)),
      x.dtype,
    )
  })

/** In parts of `length`, the last of which may be shorter; one that is empty where there is nothing. */
const parts = (size: number, length: number): number[] =>
  upTo(Math.max(Math.ceil(size / length), 1)).map((place) => Math.min(length, size - place * length))

const splitCalls = alongOne(1, smallShapes)
  .chain(([x, axis]) =>
    fc.tuple(fc.constant(x), fc.constant(axis), fc.integer({ min: 1, max: 5 }), fc.boolean()),
  )
  .map(([x, axis, length, named]): Call => {
    const lengths = parts(x.shape[axis] ?? 0, length)
    const turned = named ? lengths.toReversed() : lengths
    return {
      inputs: [x],
      run: one((tensor) => split(tensor, named ? turned : length, axis)),
      expected: cut(x, axis, turned),
    }
  })

const chunkCalls = alongOne(1, smallShapes)
  .chain(([x, axis]) => fc.tuple(fc.constant(x), fc.constant(axis), fc.integer({ min: 1, max: 5 })))
  .map(([x, axis, count]): Call => {
    const size = x.shape[axis] ?? 0
    const lengths = size === 0 ? upTo(count).map(() => 0) : parts(size, Math.ceil(size / count))
    return {
      inputs: [x],
      run: one((tensor) => chunk(tensor, count, axis)),
      expected: cut(x, axis, lengths),
    }
  })

const likeCalls = (run: Call['run'], value: number) =>
  shapes(0, 3)
    .chain(filledAny)
    .map((x): Call => ({ inputs: [x], run, expected: { ...x, values: x.values.map(() => value) } }))

const tensorsToVectorCalls = fc
  .array(smallShapes(0, 3), { minLength: 1, maxLength: 4 })
  .chain((all) => fc.tuple(...all.map((shape) => filled(shape))))
  .map((all): Call => {
    const values = all.flatMap((each) => each.values)
    return {
      inputs: all,
      run: (tensors) => tensorsToVector(tensors),
      expected: { shape: [values.length], values, dtype: 'float' },
    }
  })

const embeddingCalls = fc
  .tuple(positiveSizes, smallShapes(0, 1), smallShapes(0, 2))
  .chain(([rows, row, ids]) => fc.tuple(filledAny([rows, ...row]), filledWhole(ids, rows)))
  .map(
    ([table, ids]): Call => ({
      inputs: [ids, table],
      run: two((places, weight) => embedding(places, weight)),
      expected: build(
        [...ids.shape, ...table.shape.slice(1)],
        (index) => at(table, [at(ids, index.slice(0, ids.shape.length)), ...index.slice(ids.shape.length)]),
        table.dtype,
      ),
    }),
  )

const triangleCalls = (
  half: typeof tril,
  keeps: (row: number, column: number, k: number) => boolean,
): fc.Arbitrary<Call> =>
  shapes(2, 4)
    .chain((shape) =>
      fc.tuple(fc.oneof(filled(shape, unevenNormal), filledWhole(shape)), fc.integer({ min: -3, max: 3 })),
    )
    .map(
      ([x, k]): Call => ({
        inputs: [x],
        run: one((tensor) => half(tensor, k)),
        expected: build(x.shape, (index) => {
          const [row = 0, column = 0] = index.slice(-2)
          return keeps(row, column, k) ? at(x, index) : 0
        }),
      }),
    )

const traceCalls = shapes(2, 4)
  .chain(filledAny)
  .map(
    (x): Call => ({
      inputs: [x],
      run: one((tensor) => trace(tensor)),
      expected: build(x.shape.slice(2), (index) =>
        total(upTo(Math.min(x.shape[0] ?? 0, x.shape[1] ?? 0)).map((i) => at(x, [i, i, ...index]))),
      ),
      rounds: true,
    }),
  )

const dotCalls = sizes
  .chain((size) => fc.tuple(filled([size], unevenNormal), filled([size], unevenNormal)))
  .map(
    ([a, b]): Call => ({
      inputs: [a, b],
      run: two((x, y) => dot(x, y)),
      expected: build([], () => total(a.values.map((value, i) => value * at(b, [i])))),
      rounds: true,
    }),
  )

const outerCalls = fc
  .tuple(sizes, sizes)
  .chain(([m, n]) => fc.tuple(filled([m], unevenNormal), filled([n], unevenNormal)))
  .map(
    ([a, b]): Call => ({
      inputs: [a, b],
      run: two((x, y) => outer(x, y)),
      expected: build([...a.shape, ...b.shape], ([i = 0, j = 0]) => at(a, [i]) * at(b, [j])),
      rounds: true,
    }),
  )

export const axesCalls = {
  chunk: chunkCalls,
  dot: dotCalls,
  embedding: embeddingCalls,
  expand: expandCalls,
  flatten: flattenCalls,
  fullLike: likeCalls(
    one((x) => fullLike(x, 3)),
    3,
  ),
  onesLike: likeCalls(
    one((x) => onesLike(x)),
    1,
  ),
  outer: outerCalls,
  split: splitCalls,
  squeeze: squeezeCalls,
  swapAxes: swapAxesCalls,
  tensorsToVector: tensorsToVectorCalls,
  trace: traceCalls,
  tril: triangleCalls(tril, (row, column, k) => column - row <= k),
  triu: triangleCalls(triu, (row, column, k) => column - row >= k),
  unsqueeze: unsqueezeCalls,
  zerosLike: likeCalls(
    one((x) => zerosLike(x)),
    0,
  ),
} as const
