/** How each op that multiplies, adds up or looks up is called, and what it must give. */
import { cast, gather, matmul, oneHot, scatterAdd, topK } from '@cloze/tensor'
import { broadcastShapes, sizeOf } from '@cloze/tensor/extend'
import fc from 'fast-check'
import {
  anything,
  filled,
  filledAny,
  filledShapes,
  filledWhole,
  positiveSizes,
  repeatable,
  shapes,
  sizes,
  smallShapes,
  unevenNormal,
} from './arbitraries.ts'
import { one, two } from './call.ts'
import type { Call } from './case.ts'
import { flush } from './denormal.ts'
import { at, broadcastAt, build, indicesOf, type Plain, rowsOf, total, upTo } from './plain.ts'
import { firstLargest } from './reduction-cases.ts'
import { mostlyShort } from './unrollings.ts'

/** (…, m, k)·(…, k, n) by its definition. */
function product(a: Plain, b: Plain, transposeA: boolean, transposeB: boolean): Plain {
  const [m = 0, inner = 0] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2)
  const n = b.shape.at(transposeB ? -2 : -1) ?? 0
  const stack = broadcastShapes('product', [a.shape.slice(0, -2), b.shape.slice(0, -2)])
  return build([...stack, m, n], (index) => {
    const [leading, i = 0, j = 0] = [index.slice(0, -2), ...index.slice(-2)]
    return total(
      upTo(inner).map(
        (k) =>
          broadcastAt(a, [...leading, ...(transposeA ? [k, i] : [i, k])]) *
          broadcastAt(b, [...leading, ...(transposeB ? [j, k] : [k, j])]),
      ),
    )
  })
}

const matmulCalls = fc
  .record({
    stack: smallShapes(0, 2),
    size: mostlyShort(3, fc.tuple(sizes, sizes, sizes)),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .filter(({ stack, size }) => sizeOf([...stack, ...size]) <= 40_000)
  .chain(({ stack, size: [m = 0, inner = 0, n = 0], transposeA, transposeB }) =>
    fc.tuple(repeatable(stack), repeatable(stack)).chain(([stackA, stackB]) =>
      fc
        .tuple(
          filled([...stackA, ...(transposeA ? [inner, m] : [m, inner])]),
          filled([...stackB, ...(transposeB ? [n, inner] : [inner, n])]),
        )
        .map(
          ([a, b]): Call => ({
            inputs: [a, b],
            run: two((x, y) => matmul(x, y, { transposeA, transposeB })),
            expected: product(a, b, transposeA, transposeB),
            rounds: true,
            flushed: () => [product(flush(a), flush(b), transposeA, transposeB)],
          }),
        ),
    ),
  )

const gatherCalls = fc
  .tuple(positiveSizes, shapes(0, 2), shapes(0, 2))
  .filter(([, row, ids]) => sizeOf([...row, ...ids]) <= 10_000)
  .chain(([rows, row, ids]) => fc.tuple(filledAny([rows, ...row]), filledWhole(ids, rows)))
  .map(
    ([table, ids]): Call => ({
      inputs: [table, ids],
      run: two(gather),
      expected: build(
        [...ids.shape, ...table.shape.slice(1)],
        (index) => at(table, [at(ids, index.slice(0, ids.shape.length)), ...index.slice(ids.shape.length)]),
        table.dtype,
      ),
    }),
  )

const scatterAddCalls = fc
  .tuple(positiveSizes, shapes(0, 2), shapes(0, 2))
  .filter(([, row, ids]) => sizeOf([...row, ...ids]) <= 10_000)
  .chain(([rows, row, ids]) => fc.tuple(fc.constant(rows), filled([...ids, ...row]), filledWhole(ids, rows)))
  .map(([rows, values, ids]): Call => {
    const sums = build([rows, ...values.shape.slice(ids.shape.length)], ([row, ...rest]) => {
      const terms = indicesOf(ids.shape).filter((index) => at(ids, index) === row)
      return total(terms.map((index) => at(values, [...index, ...rest])))
    })
    return {
      inputs: [values, ids],
      run: two((x, to) => scatterAdd(x, to, rows)),
      expected: sums,
      rounds: true,
    }
  })

const oneHotCalls = fc
  .tuple(shapes(0, 3), positiveSizes)
  .chain(([shape, classes]) => fc.tuple(filledWhole(shape), fc.constant(classes)))
  .map(
    ([ids, classes]): Call => ({
      inputs: [ids],
      run: one((x) => oneHot(x, classes)),
      expected: build([...ids.shape, classes], (index) =>
        at(ids, index.slice(0, -1)) === index.at(-1) ? 1 : 0,
      ),
    }),
  )

/** Cut off toward zero and held to what float32 has of int32; NaN is 0. */
const whole = (x: number): number =>
  Math.trunc(Math.min(Math.max(Number.isNaN(x) ? 0 : x, -(2 ** 31)), 2 ** 31 - 128)) + 0

const castCalls = shapes(0, 3)
  .chain((shape) => fc.tuple(fc.oneof(filled(shape, anything), filledWhole(shape)), fc.boolean()))
  .map(
    ([x, toWhole]): Call => ({
      inputs: [x],
      run: one((tensor) => cast(tensor, toWhole ? 'int32' : 'float')),
      expected: toWhole ? { ...x, values: x.values.map(whole), dtype: 'int32' } : { ...x, dtype: 'float' },
    }),
  )

/** The places of the k largest, NaN above any number, the first of equals first. */
function topOf(row: readonly number[], k: number): number[] {
  const left = new Set(row.keys())
  return Array.from({ length: k }, () => {
    const places = [...left]
    const place = places[firstLargest(places.map((at) => row[at] ?? 0))] ?? 0
    left.delete(place)
    return place
  })
}

const topKCalls = filledShapes(1, 3)
  .chain((shape) =>
    fc.tuple(filled(shape, unevenNormal), fc.integer({ min: 1, max: Math.min(shape.at(-1) ?? 1, 13) })),
  )
  .map(([x, k]): Call => {
    const order = rowsOf(x).map((row) => topOf(row, k))
    const shape = x.shape.with(-1, k)
    const values = rowsOf(x).flatMap((row, r) => order[r]?.map((i) => row[i] ?? 0) ?? [])
    return {
      inputs: [x],
      run: one((tensor) => {
        const { values, indices } = topK(tensor, k)
        return [values, indices]
      }),
      expected: [
        { shape, values: values.map((value) => value + 0), dtype: 'float' },
        { shape, values: order.flat(), dtype: 'int32' },
      ],
    }
  })

/** Of the ops that multiply, add up or look up. */
export const plainCalls = {
  matmul: matmulCalls,
  gather: gatherCalls,
  scatterAdd: scatterAddCalls,
  oneHot: oneHotCalls,
  cast: castCalls,
  topK: topKCalls,
} as const
