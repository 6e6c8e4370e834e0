import { type dropoutOp, placesOf } from '../../../ops/dropout.ts'
import { offsetsOf, type packedDropoutOp } from '../../../ops/packed.ts'
import { axesOf } from '../../../tensor/shape.ts'
import { intPointer, loop, type Pointer, pointer, type Statements, vectorLoop } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { type I32, i32 } from '../assembler/values/scalars.ts'
import { type DroppingParameters, dropoutArguments, dropoutParameters, dropping } from './dropping.ts'
import type { CreateFused } from './kernel.ts'

const addresses = { output: pointer, input: pointer }

/** Drops row after row of `width` cells. */
function droppingRows(
  { output, input }: Record<keyof typeof addresses, Pointer>,
  width: I32,
  parameters: DroppingParameters,
) {
  const { begin, drop } = dropping(parameters)
  const [to, from, index] = [local(pointer), local(pointer), local(i32)]
  return {
    begin,
    /** Row `r` of the tensor, which is row `row` of its part. */
    dropRow: (r: I32, row: I32): Statements => [
      index.set(row),
      to.set(output.at(r.mul(width))),
      from.set(input.at(r.mul(width))),
      vectorLoop(0, width, (c) => {
        const { before, value } = drop(from.load(c), index, c.element)
        return [before, to.store(c, value)]
      }),
    ],
  }
}

/** output = input, dropped, for the rows start ≤ r < end of `right` cells, `left` of them in a part of an example. */
const dropoutKernel = () =>
  kernel(
    'dropout',
    { ...addresses, left: i32, right: i32, ...dropoutParameters, start: i32, end: i32 },
    ({ output, input, left, right, start, end, ...parameters }) => {
      const { begin, dropRow } = droppingRows({ output, input }, right, parameters)
      return loop(start, end, 1, (r) => [begin(r.div(left)), dropRow(r, r.rem(left))])
    },
  )

/** The same for sequences that lie end to end, start ≤ i < end; `offsets` has the numbers of their first rows. */
const packedDropoutKernel = () =>
  kernel(
    'packedDropout',
    { ...addresses, offsets: intPointer, width: i32, ...dropoutParameters, start: i32, end: i32 },
    ({ output, input, offsets, width, start, end, ...parameters }) => {
      const { begin, dropRow } = droppingRows({ output, input }, width, parameters)
      const first = local(i32)
      return loop(start, end, 1, (sequence) => [
        begin(sequence),
        first.set(offsets.load(sequence)),
        loop(first, offsets.load(sequence.add(1)), 1, (r) => dropRow(r, r.sub(first))),
      ])
    },
  )

export const packedDropout: CreateFused<typeof packedDropoutOp> =
  ({ runtime }) =>
  ([x], { lengths, ...attributes }, [output]) => {
    const [, width] = axesOf(x.shape, 2)
    const offsets = offsetsOf({ lengths })
    runtime.scratch(4 * offsets.length, (table) => {
      runtime.heap.integers.set(offsets, table / 4)
      const cells = [output.buffer.address, x.buffer.address, table, width]
      const shape = [lengths.length, Math.max(...lengths), width]
      const values = [...cells, ...dropoutArguments(shape, attributes), 0, 0]
      runtime.share({
        run: runtime.kernel('packedDropout', packedDropoutKernel),
        values,
        range: values.length - 2,
        total: lengths.length,
        grain: 1,
        cost: 8 * output.buffer.length,
      })
    })
  }

export const dropout: CreateFused<typeof dropoutOp> =
  ({ runtime }) =>
  ([x], attributes, [output]) => {
    const { count, left, right } = placesOf(x.shape, attributes.firstExample)
    if (output.buffer.length === 0) return
    const cells = [output.buffer.address, x.buffer.address, left, right]
    const values = [...cells, ...dropoutArguments(x.shape, attributes), 0, 0]
    runtime.share({
      run: runtime.kernel('dropout', dropoutKernel),
      values,
      range: values.length - 2,
      total: count * left,
      grain: 1,
      cost: 8 * output.buffer.length,
    })
  }
