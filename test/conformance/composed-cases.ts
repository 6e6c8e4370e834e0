/** How functions that are made of ops are called, and what they must give: what is read in steps, written around, joined. */
import {
  at as atIndices,
  diagonal,
  einsum,
  flip,
  type Index,
  pad,
  repeat,
  roll,
  type Shape,
  slice,
  stack,
  tile,
} from '@cloze/tensor'
import fc from 'fast-check'
import {
  filled,
  filledAny,
  filledShapes,
  positiveSizes,
  shapes,
  sizes,
  someAxes,
  unevenNormal,
} from './arbitraries.ts'
import { one } from './call.ts'
import type { Call } from './case.ts'
import { at, build, indicesOf, type Plain, total, upTo } from './plain.ts'

const small = fc.integer({ min: 1, max: 3 })

/** An index, and the places along the axis that it stands for; `drops` where the axis goes. */
const indexOf = (size: number): fc.Arbitrary<{ index: Index; places: readonly number[]; drops: boolean }> =>
  fc.oneof(
    fc.constant({ index: null, places: upTo(size), drops: false }),
    fc.nat(size - 1).map((place) => ({ index: place - size, places: [place], drops: true })),
    fc.tuple(fc.nat(size), small).map(([start, step]) => ({
      index: slice(start, null, step),
      places: upTo(size).filter((place) => place >= start && (place - start) % step === 0),
      drops: false,
    })),
    small.map((step) => ({
      index: slice(null, null, -step),
      places: upTo(size).toReversed().filter((_, i) => i % step === 0), // biome-ignore format: one line
      drops: false,
    })),
  )

/** One index for each axis; one of them may be a list of places. */
const atCalls = filledShapes(1, 4)
  .chain((shape) =>
    fc.tuple(
      filledAny(shape),
      fc.tuple(...shape.map(indexOf)),
      fc
        .nat(shape.length - 1)
        .chain((axis) =>
          fc.tuple(fc.constant(axis), fc.option(fc.array(fc.nat((shape[axis] ?? 1) - 1), { maxLength: 4 }))),
        ),
    ),
  )
  .map(([x, drawn, [axis, list]]): Call => {
    const indices = list ? drawn.with(axis, { index: list, places: list, drops: false }) : drawn
    const kept = indices.filter(({ drops }) => !drops)
    return {
      inputs: [x],
      run: one((tensor) =>
        atIndices(
          tensor,
          indices.map(({ index }) => index),
        ),
      ),
      expected: build(
        kept.map(({ places }) => places.length),
        (index) =>
          at(
            x,
            indices.map((each) => each.places[each.drops ? 0 : (index[kept.indexOf(each)] ?? 0)] ?? 0),
          ),
        x.dtype,
      ),
    }
  })

const padCalls = shapes(0, 3)
  .chain((shape) =>
    fc.tuple(
      filledAny(shape),
      fc.tuple(...shape.map(() => fc.tuple(fc.nat(2), fc.nat(2)))),
      fc.constantFrom(0, 7, -3),
    ),
  )
  .map(
    ([x, widths, value]): Call => ({
      inputs: [x],
      run: one((tensor) => pad(tensor, widths, { value })),
      expected: build(
        x.shape.map((size, axis) => size + total(widths[axis] ?? [])),
        (index) => {
          const inside = index.map((i, axis) => i - (widths[axis]?.[0] ?? 0))
          return inside.every((i, axis) => i >= 0 && i < (x.shape[axis] ?? 0)) ? at(x, inside) : value
        },
        x.dtype,
      ),
    }),
  )

/** Each cell of the result is one of `x`, at an index that follows from its own. */
const moved = (
  x: Plain,
  shape: Shape,
  run: Call['run'],
  from: (i: number, axis: number) => number,
): Call => ({
  inputs: [x],
  run,
  expected: build(shape, (index) => at(x, index.map(from)), x.dtype),
})

const flipCalls = shapes(0, 4)
  .chain((shape) => fc.tuple(filledAny(shape), someAxes(shape)))
  .map(([x, axes]) =>
    moved(
      x,
      x.shape,
      one((tensor) => flip(tensor, axes)),
      (i, axis) => (axes.includes(axis) ? (x.shape[axis] ?? 0) - 1 - i : i),
    ),
  )

const rollCalls = filledShapes(1, 3)
  .chain((shape) => fc.tuple(filledAny(shape), fc.integer({ min: -20, max: 20 }), fc.nat(shape.length - 1)))
  .map(([x, shift, along]) =>
    moved(
      x,
      x.shape,
      one((tensor) => roll(tensor, shift, along)),
      (i, axis) => {
        const size = x.shape[axis] ?? 1
        return axis === along ? (((i - shift) % size) + size) % size : i
      },
    ),
  )

const tileCalls = fc
  .array(positiveSizes, { maxLength: 3 })
  .filter((shape) => indicesOf(shape).length <= 100)
  .chain((shape) => fc.tuple(filledAny(shape), fc.tuple(...shape.map(() => fc.nat(3)))))
  .map(([x, times]) =>
    moved(
      x,
      x.shape.map((size, axis) => size * (times[axis] ?? 1)),
      one((tensor) => tile(tensor, times)),
      (i, axis) => i % (x.shape[axis] ?? 1),
    ),
  )

const repeatCalls = shapes(1, 3)
  .chain((shape) => fc.tuple(filledAny(shape), fc.nat(3), fc.nat(shape.length - 1)))
  .map(([x, count, along]) =>
    moved(
      x,
      x.shape.with(along, (x.shape[along] ?? 0) * count),
      one((tensor) => repeat(tensor, count, along)),
      (i, axis) => (axis === along ? Math.floor(i / count) : i),
    ),
  )

const stackCalls = shapes(0, 3)
  .chain((shape) => fc.tuple(filledAny(shape), filled(shape), fc.nat(shape.length)))
  .map(
    ([x, other, axis]): Call => ({
      inputs: [{ ...x, dtype: 'float' }, other],
      run: (tensors) => stack(tensors, axis),
      expected: build(x.shape.toSpliced(axis, 0, 2), (index) =>
        at(index[axis] === 0 ? x : other, index.toSpliced(axis, 1)),
      ),
    }),
  )

const diagonalCalls = shapes(2, 4)
  .chain((shape) => fc.tuple(filledAny(shape), fc.integer({ min: -3, max: 3 })))
  .map(([x, offset]): Call => {
    const [rows = 0, columns = 0, ...rest] = x.shape
    const [down, right] = [Math.max(-offset, 0), Math.max(offset, 0)]
    const count = Math.max(Math.min(rows - down, columns - right), 0)
    return {
      inputs: [x],
      run: one((tensor) => diagonal(tensor, offset)),
      expected: build(
        [...rest, count],
        (index) => {
          const place = index.at(-1) ?? 0
          return at(x, [place + down, place + right, ...index.slice(0, -1)])
        },
        x.dtype,
      ),
    }
  })

/** The labels of the operands, and those of the result. */
const equations: readonly (readonly [inputs: readonly string[], output: string])[] = [
  [['ij', 'jk'], 'ik'],
  [['ij', 'kj'], 'ik'],
  [['bij', 'bjk'], 'bki'],
  [['ij', 'ij'], 'i'],
  [['i', 'j'], 'ij'],
  [['iij', 'j'], 'i'],
  [['bij', 'ij'], 'b'],
  [['ij'], 'ji'],
]

const einsumCalls = fc
  .tuple(fc.constantFrom(...equations), fc.record({ b: sizes, i: sizes, j: sizes, k: sizes }))
  .chain(([[inputs, output], size]) => {
    const sized = (labels: string) => [...labels].map((label) => size[label as keyof typeof size])
    const summed = [...new Set(inputs.join(''))].filter((label) => !output.includes(label)).join('')
    return fc.tuple(...inputs.map((labels) => filled(sized(labels), unevenNormal))).map(
      (operands): Call => ({
        inputs: operands,
        run: (tensors) => einsum(`${inputs.join()}->${output}`, ...tensors),
        expected: build(sized(output), (index) =>
          total(
            indicesOf(sized(summed)).map((inside) => {
              const place = (label: string) =>
                (output.includes(label) ? index[output.indexOf(label)] : inside[summed.indexOf(label)]) ?? 0
              const factors = operands.map((x, operand) => at(x, [...(inputs[operand] ?? '')].map(place)))
              return factors.reduce((product, factor) => product * factor)
            }),
          ),
        ),
        rounds: true,
      }),
    )
  })

/** Of functions that are made of ops. */
export const composedCalls = {
  at: atCalls,
  diagonal: diagonalCalls,
  einsum: einsumCalls,
  flip: flipCalls,
  pad: padCalls,
  repeat: repeatCalls,
  roll: rollCalls,
  stack: stackCalls,
  tile: tileCalls,
} as const
