/** Softmax, its logarithm, and what flows through them, row by row in plain arithmetic. */
import { logSoftmax, softmax, type Tensor } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, ordinary, shapes } from './arbitraries.ts'
import { allOutputs } from './call.ts'
import { type Call, given } from './case.ts'
import { at, build, type Plain, rowsOf, total, upTo } from './plain.ts'

export const ofRows = (x: Plain, row: (cells: number[], at: number) => number[]): Plain => ({
  shape: x.shape,
  values: rowsOf(x).flatMap(row),
  dtype: 'float',
})

export function softmaxOf(row: readonly number[]): number[] {
  const most = Math.max(...row)
  const powers = row.map((x) => Math.exp(x - most))
  const all = total(powers)
  return powers.map((power) => power / all)
}

export function logSumExpOf(row: readonly number[]): number {
  const most = Math.max(...row)
  return most + Math.log(total(row.map((x) => Math.exp(x - most))))
}

function logSoftmaxOf(row: readonly number[]): number[] {
  const logSumExp = logSumExpOf(row)
  return row.map((cell) => cell - logSumExp)
}

/** With another axis now and then: of the same numbers, in another order. */
const rowCalls = (op: (x: Tensor, axis: number) => Tensor, row: (cells: number[]) => number[]) =>
  shapes(1, 3)
    .chain((shape) => fc.tuple(filled(shape), fc.constantFrom(-1, -1, 0, shape.length - 1)))
    .map(([x, axis]): Call => {
      const order = upTo(x.shape.length)
      const swapped = axis === 0 ? order.with(0, order.length - 1).with(-1, 0) : order
      const moved = (of: Plain): Plain =>
        build(
          swapped.map((from) => of.shape[from] ?? 1),
          (index) =>
            at(
              of,
              swapped.map((from) => index[from] ?? 0),
            ),
        )
      return {
        inputs: [x],
        run: (inputs) => op(given(inputs, 0), axis),
        expected: moved(ofRows(moved(x), row)),
        rounds: true,
      }
    })

export const alike = (count: number, shape = shapes(1, 3)) =>
  shape.chain((drawn) => fc.array(filled(drawn, ordinary), { minLength: count, maxLength: count }))

const softmaxGradientCalls = alike(2).map(([g = none, x = none]): Call => {
  const y = ofRows(x, (row) => softmaxOf(row).map(Math.fround))
  const gradients = rowsOf(g)
  const flows = (row: number[], r: number) => {
    const arriving = gradients[r] ?? []
    const mean = total(row.map((cell, i) => cell * (arriving[i] ?? 0)))
    return row.map((cell, i) => cell * ((arriving[i] ?? 0) - mean))
  }
  return {
    inputs: [g, y],
    run: (inputs) => allOutputs(ops.softmaxGradient, inputs, undefined),
    expected: ofRows(y, flows),
    rounds: true,
  }
})

const logSoftmaxGradientCalls = alike(2).map(([g = none, x = none]): Call => {
  const y = ofRows(x, (row) => logSoftmaxOf(row).map(Math.fround))
  const gradients = rowsOf(g)
  return {
    inputs: [g, y],
    run: (inputs) => allOutputs(ops.logSoftmaxGradient, inputs, undefined),
    expected: ofRows(y, (row, r) => {
      const arriving = gradients[r] ?? []
      const all = total(arriving)
      return row.map((cell, i) => (arriving[i] ?? 0) - Math.exp(cell) * all)
    }),
    rounds: true,
  }
})

export const none: Plain = { shape: [0], values: [], dtype: 'float' }

export const softmaxCalls = {
  softmax: rowCalls(softmax, softmaxOf),
  softmaxGradient: softmaxGradientCalls,
  logSoftmax: rowCalls(logSoftmax, logSoftmaxOf),
  logSoftmaxGradient: logSoftmaxGradientCalls,
} as const
