/** How each op that moves cells is called, and where it must put them. */
import { apply, broadcastTo, concatenate, reshape, type Shape, transpose } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, filledAny, filledWhole, orders, repeatable, shapes, sizes } from './arbitraries.ts'
import { one } from './call.ts'
import type { Call } from './case.ts'
import { at, broadcastAt, build, total } from './plain.ts'

const reshapeCalls = shapes(0, 4)
  .chain((shape) => fc.tuple(filledAny(shape), orders(shape)))
  .map(([x, order]): Call => {
    const shape = order.map((axis) => x.shape[axis] ?? 1)
    return { inputs: [x], run: one((tensor) => reshape(tensor, shape)), expected: { ...x, shape } }
  })

const transposeCalls = shapes(0, 4)
  .chain((shape) => fc.tuple(filledAny(shape), orders(shape)))
  .map(
    ([x, order]): Call => ({
      inputs: [x],
      run: one((tensor) => transpose(tensor, order)),
      expected: build(
        order.map((axis) => x.shape[axis] ?? 1),
        (index) =>
          at(
            x,
            x.shape.map((_, axis) => index[order.indexOf(axis)] ?? 0),
          ),
        x.dtype,
      ),
    }),
  )

/** Cells inside each axis, in steps forwards and backwards. */
const blocks = (shape: Shape) =>
  fc
    .tuple(
      ...shape.map((size) =>
        fc
          .tuple(fc.nat(size), fc.nat(size), fc.constantFrom(1, 1, 2, 3), fc.boolean())
          .map(([one, other, stride, back]) => {
            const start = Math.min(one, other)
            const count = Math.ceil(Math.abs(one - other) / stride)
            const last = start + Math.max(count - 1, 0) * stride
            return back ? { start: last, step: -stride, count } : { start, step: stride, count }
          }),
      ),
    )
    .map((axes) => ({
      starts: axes.map(({ start }) => start),
      steps: axes.map(({ step }) => step),
      shape: axes.map(({ count }) => count),
    }))

const sliceCalls = shapes(0, 4)
  .chain((shape) => fc.tuple(filledAny(shape), blocks(shape)))
  .map(
    ([x, block]): Call => ({
      inputs: [x],
      run: one((tensor) => apply(ops.slice, [tensor], block)),
      expected: build(
        block.shape,
        (index) =>
          at(
            x,
            index.map((i, axis) => (block.starts[axis] ?? 0) + i * (block.steps[axis] ?? 1)),
          ),
        x.dtype,
      ),
    }),
  )

const padToCalls = shapes(0, 4)
  .chain((shape) => blocks(shape).map((block) => ({ shape, block })))
  .chain(({ shape, block }) =>
    filledAny(block.shape).map(
      (x): Call => ({
        inputs: [x],
        run: one((tensor) => apply(ops.padTo, [tensor], { ...block, shape })),
        expected: build(
          shape,
          (index) => {
            const inside = index.map((i, axis) => (i - (block.starts[axis] ?? 0)) / (block.steps[axis] ?? 1))
            const isThere = inside.every(
              (i, axis) => Number.isInteger(i) && i >= 0 && i < (x.shape[axis] ?? 0),
            )
            return isThere ? at(x, inside) : 0
          },
          x.dtype,
        ),
      }),
    ),
  )

const concatenateCalls = shapes(1, 3)
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.nat(shape.length - 1),
      fc.array(sizes, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    ),
  )
  .chain(([shape, axis, lengths, whole]) =>
    fc
      .tuple(...lengths.map((length) => (whole ? filledWhole : filled)(shape.with(axis, length))))
      .map((parts): Call => {
        const starts = lengths.map((_, part) => total(lengths.slice(0, part)))
        return {
          inputs: parts,
          run: (tensors) => concatenate(tensors, axis),
          expected: build(
            shape.with(axis, total(lengths)),
            (index) => {
              const along = index[axis] ?? 0
              const part = starts.findLastIndex(
                (start, i) => start <= along && along < start + (lengths[i] ?? 0),
              )
              const from = parts[part]
              return from ? at(from, index.with(axis, along - (starts[part] ?? 0))) : Number.NaN
            },
            whole ? 'int32' : 'float',
          ),
        }
      }),
  )

const broadcastToCalls = shapes(0, 4)
  .chain((shape) => fc.tuple(fc.constant(shape), repeatable(shape).chain(filledAny)))
  .map(
    ([shape, x]): Call => ({
      inputs: [x],
      run: one((tensor) => broadcastTo(tensor, shape)),
      expected: build(shape, (index) => broadcastAt(x, index), x.dtype),
    }),
  )

/** Of the ops that move cells. */
export const shapeCalls = {
  reshape: reshapeCalls,
  transpose: transposeCalls,
  slice: sliceCalls,
  padTo: padToCalls,
  concatenate: concatenateCalls,
  broadcastTo: broadcastToCalls,
} as const
