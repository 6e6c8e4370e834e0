import { type DropoutAttributes, placesOf } from '../../../ops/dropout.ts'
import type { PackedDropoutAttributes } from '../../../ops/packed.ts'
import { intPointer, loop, pointer, vectorLoop } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { i32 } from '../assembler/values/scalars.ts'
import { dropoutArguments, dropoutParameters, dropping } from './dropping.ts'
import type { CreateFused } from './kernel.ts'

/** output = input, dropped, for the rows start ≤ r < end of `right` cells, `left` of them in a part of an example. */
const dropoutKernel = () =>
  kernel(
    'dropout',
    { output: pointer, input: pointer, left: i32, right: i32, ...dropoutParameters, start: i32, end: i32 },
    ({ output, input, left, right, start, end, ...parameters }) => {
      const { begin, drop } = dropping(parameters)
      const [to, from, row] = [local(pointer), local(pointer), local(i32)]
      return loop(start, end, 1, (r) => [
        begin(r.div(left)),
        row.set(r.rem(left)),
        to.set(output.at(r.mul(right))),
        from.set(input.at(r.mul(right))),
        vectorLoop(0, right, (c) => {
          const { before, value } = drop(from.load(c), row, c.element)
          return [before, to.store(c, value)]
        }),
      ])
    },
  )

/** The same for sequences that lie end to end, start ≤ i < end; `offsets` has the numbers of their first rows. */
const packedDropoutKernel = () =>
  kernel(
    'packedDropout',
    {
      output: pointer,
      input: pointer,
      offsets: intPointer,
      width: i32,
      ...dropoutParameters,
      start: i32,
      end: i32,
    },
    ({ output, input, offsets, width, start, end, ...parameters }) => {
      const { begin, drop } = dropping(parameters)
      const [to, from, row] = [local(pointer), local(pointer), local(i32)]
      return loop(start, end, 1, (sequence) => [
        begin(sequence),
        loop(offsets.load(sequence), offsets.load(sequence.add(1)), 1, (r) => [
          row.set(r.sub(offsets.load(sequence))),
          to.set(output.at(r.mul(width))),
          from.set(input.at(r.mul(width))),
          vectorLoop(0, width, (c) => {
            const { before, value } = drop(from.load(c), row, c.element)
            return [before, to.store(c, value)]
          }),
        ]),
      ])
    },
  )

export const packedDropout: CreateFused<PackedDropoutAttributes> =
  ({ runtime }) =>
  ([x], { lengths, ...attributes }, [output]) => {
    const [, width = 0] = x.shape
    const offsets = [0]
    for (const length of lengths) offsets.push((offsets.at(-1) ?? 0) + length)
    runtime.scratch(4 * offsets.length, (table) => {
      runtime.heap.integers.set(offsets, table / 4)
      const cells = [output.slot.address, x.slot.address, table, width]
      const shape = [lengths.length, Math.max(...lengths), width]
      const values = [...cells, ...dropoutArguments(shape, attributes), 0, 0]
      runtime.share({
        run: runtime.kernel('packedDropout', packedDropoutKernel),
        values,
        range: values.length - 2,
        total: lengths.length,
        grain: 1,
        cost: 8 * output.slot.length,
      })
    })
  }

export const dropout: CreateFused<DropoutAttributes> =
  ({ runtime }) =>
  ([x], attributes, [output]) => {
    const { count, left, right } = placesOf(x.shape, attributes.firstExample)
    if (output.slot.length === 0) return
    const cells = [output.slot.address, x.slot.address, left, right]
    const values = [...cells, ...dropoutArguments(x.shape, attributes), 0, 0]
    runtime.share({
      run: runtime.kernel('dropout', dropoutKernel),
      values,
      range: values.length - 2,
      total: count * left,
      grain: 1,
      cost: 8 * output.slot.length,
    })
  }
