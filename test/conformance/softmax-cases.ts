/** Softmax, its logarithm, and what flows through them, row by row in plain arithmetic. */
import { logSoftmax, softmax } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, ordinary, shapes } from './arbitraries.ts'
import { allOutputs } from './call.ts'
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
      expected: ofRows(x, logSoftmaxOf),
      rounds: true,
    }),
  )

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
  softmax: softmaxAlone,
  softmaxGradient: softmaxGradientCalls,
  logSoftmax: logSoftmaxCalls,
  logSoftmaxGradient: logSoftmaxGradientCalls,
} as const
