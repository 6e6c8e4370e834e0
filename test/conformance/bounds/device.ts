/**
 * A device that computes every op by its definition in float64, as `reference` does, and beside each number a bound of
 * what float32 arithmetic may miss it by. So a tolerance is no guess: it follows from the op and its operands.
 */
import { type Device, reference, sizeOf, type Tensor } from '@cloze/tensor'
import type { Slot, View } from '../../../packages/tensor/src/device/device.ts'
import { eachCell } from '../../../packages/tensor/src/devices/reference/cells.ts'
import { broadcastStrides } from '../../../packages/tensor/src/tensor/shape.ts'
import type { Plain } from '../plain.ts'
import { type Bounded, compileBounded, rounded, UNIT } from './scalar.ts'

type Exact = typeof reference extends Device<infer S extends Slot> ? S : never

/** Numbers, and how far off each may be, in units of rounding (2⁻²³). */
class BoundedSlot implements Slot {
  readonly length: number
  readonly dtype: Slot['dtype']
  readonly numbers: Exact
  readonly errors: Exact

  constructor(length: number, dtype: Slot['dtype']) {
    this.length = length
    this.dtype = dtype
    this.numbers = reference.allocate(length, dtype)
    this.errors = reference.allocate(length, 'float64')
  }
}

const numbersOf = ({ slot, shape }: View<BoundedSlot>): View<Exact> => ({ slot: slot.numbers, shape })
const errorsOf = ({ slot, shape }: View<BoundedSlot>): View<Exact> => ({ slot: slot.errors, shape })

const size = (value: number): number => (Number.isFinite(value) ? Math.abs(value) : 0)
const isTerm = (value: number): number => (value === 0 ? 0 : 1)

const map = (from: Exact, to: (value: number) => number): Exact => ({
  length: from.length,
  dtype: 'float64',
  values: Float64Array.from(from.values, to),
})

/** What a kernel adds up, with `fill` in the output's place. */
const added = (length: number, fill: (output: Exact) => void): Float64Array => {
  const output = reference.allocate(length, 'float64')
  fill(output)
  return Float64Array.from(output.values)
}

/** A sum of n terms, in any order, is off by what they are, and by half a unit of their sizes for each addition. */
function setErrors(output: BoundedSlot, rounds: (cell: number) => number): void {
  for (let cell = 0; cell < output.length; cell++) {
    const error = rounds(cell)
    const finite = Number.isFinite(output.numbers.values[cell]) && Number.isFinite(error)
    output.errors.values[cell] = finite ? error : 0
  }
}

/** The errors of the cells that may be the largest, wherever rounding takes them; the others have none. */
function errorsOfLargest({ shape, slot }: View<BoundedSlot>, axes: readonly number[], length: number): Exact {
  const bound = (sign: 1 | -1) =>
    Float64Array.from(
      slot.numbers.values,
      (value, cell) => value + sign * UNIT * (slot.errors.values[cell] ?? 0),
    )
  const lowest = { length: slot.length, dtype: 'float64', values: bound(-1) } as const
  const least = added(length, (to) => reference.reduce('max', { slot: lowest, shape }, axes, to))
  const most = bound(1)
  const errors = reference.allocate(slot.length, 'float64')
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  eachCell(shape, [broadcastStrides(kept, shape)], (cell, [row = 0]) => {
    if ((most[cell] ?? 0) >= (least[row] ?? 0)) errors.values[cell] = slot.errors.values[cell] ?? 0
  })
  return errors
}

const bounding: Device<BoundedSlot> = {
  name: 'bounding',
  floatType: 'float64',

  allocate: (length, dtype) => new BoundedSlot(length, dtype),
  release() {},
  upload(values, slot) {
    reference.upload(values, slot.numbers)
    slot.errors.values.set(Float64Array.from(values, (value) => rounded(value).error))
  },
  download: (slot) => reference.download(slot.numbers),
  peek: (slot) => slot.numbers.values,
  settle: async () => {},

  elementwise(graph, inputs, output) {
    const compute = compileBounded(graph)
    const strides = inputs.map((input) => broadcastStrides(input.shape, output.shape))
    eachCell(output.shape, strides, (to, from) => {
      const operands = inputs.map(
        ({ slot }, place): Bounded => ({
          value: slot.numbers.values[from[place] ?? 0] ?? 0,
          error: slot.errors.values[from[place] ?? 0] ?? 0,
        }),
      )
      const { value, error } = compute(operands)
      output.slot.numbers.values[to] = value
      output.slot.errors.values[to] = error
    })
  },

  reduce(kind, input, axes, output) {
    reference.reduce(kind, numbersOf(input), axes, output.numbers)
    const { shape, slot } = input
    const over = (kind: 'sum' | 'max', from: Exact) =>
      added(output.length, (to) => reference.reduce(kind, { slot: from, shape }, axes, to))
    if (kind === 'max') {
      const errors = over('max', errorsOfLargest(input, axes, output.length))
      setErrors(output, (cell) => Math.max(0, errors[cell] ?? 0))
      return
    }
    const errors = over('sum', slot.errors)
    const [sizes, terms] = [map(slot.numbers, size), map(slot.numbers, isTerm)].map((each) =>
      over('sum', each),
    )
    setErrors(
      output,
      (cell) => (errors[cell] ?? 0) + 0.5 * Math.max(0, (terms?.[cell] ?? 0) - 1) * (sizes?.[cell] ?? 0),
    )
  },

  matmul(a, b, transposes, output) {
    reference.matmul(numbersOf(a), numbersOf(b), transposes, {
      slot: output.slot.numbers,
      shape: output.shape,
    })
    const product = (left: Exact, right: Exact) =>
      added(output.slot.length, (slot) =>
        reference.matmul({ slot: left, shape: a.shape }, { slot: right, shape: b.shape }, transposes, {
          slot,
          shape: output.shape,
        }),
      )
    const [sizeA, sizeB] = [map(a.slot.numbers, size), map(b.slot.numbers, size)]
    const terms = product(map(a.slot.numbers, isTerm), map(b.slot.numbers, isTerm))
    const [whole, ofA, ofB] = [
      product(sizeA, sizeB),
      product(a.slot.errors, sizeB),
      product(sizeA, b.slot.errors),
    ]
    setErrors(
      output.slot,
      (cell) => 0.5 * (terms[cell] ?? 0) * (whole[cell] ?? 0) + (ofA[cell] ?? 0) + (ofB[cell] ?? 0),
    )
  },

  copy(sources, pieces, output) {
    const of = (part: 'numbers' | 'errors') => sources.map((source) => source[part])
    reference.copy(of('numbers'), pieces, output.numbers)
    reference.copy(of('errors'), pieces, output.errors)
  },

  gather(table, ids, output) {
    reference.gather(numbersOf(table), ids.numbers, output.numbers)
    reference.gather(errorsOf(table), ids.numbers, output.errors)
  },

  scatterAdd(rows, ids, output) {
    reference.scatterAdd(rows.numbers, ids.numbers, numbersOf(output))
    const over = (from: Exact) =>
      added(output.slot.length, (slot) =>
        reference.scatterAdd(from, ids.numbers, { slot, shape: output.shape }),
      )
    const [errors, sizes, terms] = [rows.errors, map(rows.numbers, size), map(rows.numbers, isTerm)].map(over)
    setErrors(
      output.slot,
      (cell) => (errors?.[cell] ?? 0) + 0.5 * Math.max(0, (terms?.[cell] ?? 0) - 1) * (sizes?.[cell] ?? 0),
    )
  },

  argmax: (input, output) => reference.argmax(numbersOf(input), output.numbers),
}

export const boundingDevice: Device = bounding

/** By how many units of rounding each cell of a tensor on the bounding device may be off in float32. */
export function boundsOf(x: Tensor): Plain {
  const { slot, shape } = x.view
  if (!(slot instanceof BoundedSlot)) throw new TypeError('a bound is known on the bounding device alone')
  if (slot.length !== sizeOf(shape)) throw new RangeError('the slot has another size than the shape')
  return { shape, values: [...slot.errors.values], dtype: 'float' }
}
