/**
 * A device that computes every op by its definition in float64, as `reference` does, and beside each number a bound of
 * what float32 arithmetic may miss it by. So a tolerance is no guess: it follows from the op and its operands.
 */
import { type Device, reference, type Tensor } from '@cloze/tensor'
import { sizeOf, viewed } from '@cloze/tensor/extend'
import type { DeviceBuffer, View } from '../../../packages/tensor/src/device/device.ts'
import { eachCell } from '../../../packages/tensor/src/devices/reference/cells.ts'
import { broadcastStrides } from '../../../packages/tensor/src/tensor/shape.ts'
import type { Plain } from '../plain.ts'
import { type Bounded, compileBounded, rounded, UNIT } from './scalar.ts'

type Exact = typeof reference extends Device<infer S extends DeviceBuffer> ? S : never

/** Numbers, and how far off each may be, in units of rounding (2⁻²³). */
class BoundedBuffer implements DeviceBuffer {
  readonly length: number
  readonly dtype: DeviceBuffer['dtype']
  readonly numbers: Exact
  readonly errors: Exact

  constructor(length: number, dtype: DeviceBuffer['dtype']) {
    this.length = length
    this.dtype = dtype
    this.numbers = reference.allocate(length, dtype)
    this.errors = reference.allocate(length, 'float64')
  }
}

const numbersOf = ({ buffer, shape }: View<BoundedBuffer>): View<Exact> => ({ buffer: buffer.numbers, shape })
const errorsOf = ({ buffer, shape }: View<BoundedBuffer>): View<Exact> => ({ buffer: buffer.errors, shape })

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
function setErrors(output: BoundedBuffer, rounds: (cell: number) => number): void {
  for (let cell = 0; cell < output.length; cell++) {
    const error = rounds(cell)
    const finite = Number.isFinite(output.numbers.values[cell]) && Number.isFinite(error)
    output.errors.values[cell] = finite ? error : 0
  }
}

/** The errors of the cells that may be the largest, wherever rounding takes them; the others have none. */
function errorsOfLargest(
  { shape, buffer }: View<BoundedBuffer>,
  axes: readonly number[],
  length: number,
): Exact {
  const bound = (sign: 1 | -1) =>
    Float64Array.from(
      buffer.numbers.values,
      (value, cell) => value + sign * UNIT * (buffer.errors.values[cell] ?? 0),
    )
  const lowest = { length: buffer.length, dtype: 'float64', values: bound(-1) } as const
  const least = added(length, (to) => reference.reduce('max', { buffer: lowest, shape }, axes, to))
  const most = bound(1)
  const errors = reference.allocate(buffer.length, 'float64')
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  eachCell(shape, [broadcastStrides(kept, shape)], (cell, [row = 0]) => {
    if ((most[cell] ?? 0) >= (least[row] ?? 0)) errors.values[cell] = buffer.errors.values[cell] ?? 0
  })
  return errors
}

const bounding: Device<BoundedBuffer> = {
  name: 'bounding',
  floatType: 'float64',

  allocate: (length, dtype) => new BoundedBuffer(length, dtype),
  release() {},
  upload(values, buffer) {
    reference.upload(values, buffer.numbers)
    buffer.errors.values.set(Float64Array.from(values, (value) => rounded(value).error))
  },
  download: (buffer) => reference.download(buffer.numbers),
  peek: (buffer) => buffer.numbers.values,
  synchronize: async () => {},

  elementwise(graph, inputs, output) {
    const compute = compileBounded(graph)
    const strides = inputs.map((input) => broadcastStrides(input.shape, output.shape))
    eachCell(output.shape, strides, (to, from) => {
      const operands = inputs.map(
        ({ buffer }, index): Bounded => ({
          value: buffer.numbers.values[from[index] ?? 0] ?? 0,
          error: buffer.errors.values[from[index] ?? 0] ?? 0,
        }),
      )
      const { value, error } = compute(operands)
      output.buffer.numbers.values[to] = value
      output.buffer.errors.values[to] = error
    })
  },

  reduce(kind, input, axes, output) {
    reference.reduce(kind, numbersOf(input), axes, output.numbers)
    const { shape, buffer } = input
    const over = (kind: 'sum' | 'max', from: Exact) =>
      added(output.length, (to) => reference.reduce(kind, { buffer: from, shape }, axes, to))
    if (kind === 'max') {
      const errors = over('max', errorsOfLargest(input, axes, output.length))
      setErrors(output, (cell) => Math.max(0, errors[cell] ?? 0))
      return
    }
    const errors = over('sum', buffer.errors)
    const [sizes, terms] = [map(buffer.numbers, size), map(buffer.numbers, isTerm)].map((each) =>
      over('sum', each),
    )
    setErrors(
      output,
      (cell) => (errors[cell] ?? 0) + 0.5 * Math.max(0, (terms?.[cell] ?? 0) - 1) * (sizes?.[cell] ?? 0),
    )
  },

  matmul(a, b, transposes, output) {
    reference.matmul(numbersOf(a), numbersOf(b), transposes, {
      buffer: output.buffer.numbers,
      shape: output.shape,
    })
    const product = (left: Exact, right: Exact) =>
      added(output.buffer.length, (buffer) =>
        reference.matmul({ buffer: left, shape: a.shape }, { buffer: right, shape: b.shape }, transposes, {
          buffer,
          shape: output.shape,
        }),
      )
    const [sizeA, sizeB] = [map(a.buffer.numbers, size), map(b.buffer.numbers, size)]
    const terms = product(map(a.buffer.numbers, isTerm), map(b.buffer.numbers, isTerm))
    const [whole, ofA, ofB] = [
      product(sizeA, sizeB),
      product(a.buffer.errors, sizeB),
      product(sizeA, b.buffer.errors),
    ]
    setErrors(
      output.buffer,
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
      added(output.buffer.length, (buffer) =>
        reference.scatterAdd(from, ids.numbers, { buffer, shape: output.shape }),
      )
    const [errors, sizes, terms] = [rows.errors, map(rows.numbers, size), map(rows.numbers, isTerm)].map(over)
    setErrors(
      output.buffer,
      (cell) => (errors?.[cell] ?? 0) + 0.5 * Math.max(0, (terms?.[cell] ?? 0) - 1) * (sizes?.[cell] ?? 0),
    )
  },

  argmax: (input, output) => reference.argmax(numbersOf(input), output.numbers),
}

export const boundingDevice: Device = bounding

/** By how many units of rounding each cell of a tensor on the bounding device may be off in float32. */
export function boundsOf(x: Tensor): Plain {
  const { buffer, shape } = x[viewed]
  if (!(buffer instanceof BoundedBuffer)) throw new TypeError('a bound is known on the bounding device alone')
  if (buffer.length !== sizeOf(shape)) throw new RangeError('the buffer has another size than the shape')
  return { shape, values: [...buffer.errors.values], dtype: 'float' }
}
