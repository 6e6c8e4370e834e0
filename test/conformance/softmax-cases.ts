/** Softmax, its logarithm, and what flows through them, row by row in plain arithmetic. */
import { interpret, logSoftmax, ops, softmax } from '@cloze/tensor'
import fc from 'fast-check'
import { filled, ordinary, shapes } from './arbitraries.ts'
import { type Call, given } from './case.ts'
import { type Plain, rowsOf, total } from './plain.ts'

export const ofRows = (x: Plain, row: (cells: number[], at: number) => number[]): Plain => ({
  shape: x.shape,
  values: rowsOf(x).flatMap(row),
  dtype: 'float',
})

export function softmaxOf(row: readonly number[]): number[] {
  const most = Math.max(...row)
  const powers = row.map((x) => Math.exp(x - most))
  return powers.map((power) => power / total(powers))
}

export function logSumExpOf(row: readonly number[]): number {
  const most = Math.max(...row)
  return most + Math.log(total(row.map((x) => Math.exp(x - most))))
}

const softmaxAlone = shapes(1, 3)
  .chain((shape) => filled(shape))
  .map(
    (x): Call => ({
      inputs: [x],
      run: (inputs) => softmax(given(inputs, 0)),
      expected: ofRows(x, softmaxOf),
      rounds: true,
    }),
  )

const logSoftmaxCalls = shapes(1, 3)
  .chain((shape) => filled(shape))
  .map(
    (x): Call => ({
      inputs: [x],
      run: (inputs) => logSoftmax(given(inputs, 0)),
      expected: ofRows(x, (row) => row.map((cell) => cell - logSumExpOf(row))),
      rounds: true,
    }),
  )

export const alike = (count: number, shape = shapes(1, 3)) =>
  shape.chain((drawn) => fc.array(filled(drawn, ordinary), { minLength: count, maxLength: count }))

const softmaxGradientCalls = alike(2).map(([g = none, x = none]): Call => {
  const y = ofRows(x, (row) => softmaxOf(row).map(Math.fround))
  const flows = (row: number[], r: number) => {
    const arriving = rowsOf(g)[r] ?? []
    const mean = total(row.map((cell, i) => cell * (arriving[i] ?? 0)))
    return row.map((cell, i) => cell * ((arriving[i] ?? 0) - mean))
  }
  return {
    inputs: [g, y],
    run: (inputs) => interpret(ops.softmaxGradient, inputs, undefined),
    expected: ofRows(y, flows),
    rounds: true,
  }
})

const logSoftmaxGradientCalls = alike(2).map(([g = none, x = none]): Call => {
  const y = ofRows(x, (row) => row.map((cell) => Math.fround(cell - logSumExpOf(row))))
  return {
    inputs: [g, y],
    run: (inputs) => interpret(ops.logSoftmaxGradient, inputs, undefined),
    expected: ofRows(y, (row, r) => {
      const arriving = rowsOf(g)[r] ?? []
      return row.map((cell, i) => (arriving[i] ?? 0) - Math.exp(cell) * total(arriving))
    }),
    rounds: true,
  }
})

export const none: Plain = { shape: [0], values: [], dtype: 'float' }

export const softmaxCalls = {
  softmax: softmaxAlone,
  softmaxGradient: softmaxGradientCalls,
  logSoftmax: logSoftmaxCalls,
  logSoftmaxGradient: logSoftmaxGradientCalls,
} as const
