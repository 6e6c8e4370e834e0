/** Layer normalisation of rows, and of sums of two, with their gradients, row by row in plain arithmetic. */
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, filledShapes, ordinary } from './arbitraries.ts'
import { allOutputs } from './call.ts'
import type { Call } from './case.ts'
import { at, build, type Plain, rowsOf, total } from './plain.ts'
import { ofRows } from './softmax-cases.ts'

function moments(row: readonly number[], epsilon: number): { mean: number; scale: number } {
  const mean = total(row) / row.length
  const variance = total(row.map((x) => (x - mean) ** 2)) / row.length
  return { mean, scale: 1 / Math.sqrt(variance + epsilon) }
}

interface Inputs {
  /** What is normalised. */
  readonly x: Plain
  /** What it is the sum of; itself alone. */
  readonly terms: readonly Plain[]
  readonly weight: Plain
  readonly bias: Plain
}

const parameters = (x: Plain) => {
  const width = x.shape.at(-1) ?? 1
  return { weight: filled([width], ordinary), bias: filled([width], ordinary) }
}

const single: fc.Arbitrary<Inputs> = filledShapes(1, 3)
  .chain((shape) => filled(shape, ordinary))
  .chain((x) => fc.record({ x: fc.constant(x), terms: fc.constant([x]), ...parameters(x) }))

const summed: fc.Arbitrary<Inputs> = filledShapes(1, 3)
  .chain((shape) => fc.tuple(filled(shape, ordinary), filled(shape, ordinary)))
  .chain(([a, b]) => {
    const x = { ...a, values: a.values.map((cell, i) => cell + (b.values[i] ?? 0)) }
    return fc.record({ x: fc.constant(x), terms: fc.constant([a, b]), ...parameters(x) })
  })

const perRow = (x: Plain, values: number[]): Plain => ({
  shape: x.shape.with(-1, 1),
  values,
  dtype: 'float',
})

const callsOf = (drawn: fc.Arbitrary<Inputs>, op: typeof ops.layerNorm | typeof ops.addLayerNorm) =>
  fc.tuple(drawn, fc.constantFrom(1e-2, 1e-5)).map(([{ x, terms, weight, bias }, epsilon]): Call => {
    const stated = rowsOf(x).map((row) => moments(row, epsilon))
    return {
      inputs: [...terms, weight, bias],
      run: (inputs) => allOutputs(op, inputs, { epsilon }),
      expected: [
        ofRows(x, (row) => {
          const { mean, scale } = moments(row, epsilon)
          return row.map((cell, i) => (cell - mean) * scale * at(weight, [i]) + at(bias, [i]))
        }),
        perRow(
          x,
          stated.map(({ mean }) => mean),
        ),
        perRow(
          x,
          stated.map(({ scale }) => scale),
        ),
      ],
      rounds: true,
    }
  })

const gradientCallsOf = (
  drawn: fc.Arbitrary<Inputs>,
  op: typeof ops.layerNormGradient | typeof ops.addLayerNormGradient,
) =>
  fc
    .tuple(
      drawn.chain((inputs) => filled(inputs.x.shape, ordinary).map((g) => ({ g, ...inputs }))),
      fc.constantFrom(1e-1, 1e-2),
    )
    .map(([{ g, x, terms, weight }, epsilon]): Call => {
      const gradients = rowsOf(g)
      const rows = rowsOf(x).map((row, r) => {
        const { mean, scale } = moments(row, epsilon)
        const arriving = gradients[r] ?? []
        return { mean, scale, arriving, normal: row.map((cell) => (cell - mean) * scale) }
      })
      const width = x.shape.at(-1) ?? 1
      const dx = rows.flatMap(({ arriving, normal, scale }) => {
        const gw = arriving.map((cell, i) => cell * at(weight, [i]))
        const [average, along] = [
          total(gw) / width,
          total(gw.map((cell, i) => cell * (normal[i] ?? 0))) / width,
        ]
        return gw.map((cell, i) => scale * (cell - average - (normal[i] ?? 0) * along))
      })
      const perColumn = (cell: (row: (typeof rows)[number], i: number) => number) =>
        build([width], ([i = 0]) => total(rows.map((row) => cell(row, i))))
      const saved = [rows.map(({ mean }) => mean), rows.map(({ scale }) => scale)]
      return {
        inputs: [g, ...terms, weight, ...saved.map((values) => perRow(x, values))],
        run: (inputs) => allOutputs(op, inputs, undefined),
        expected: [
          { shape: x.shape, values: dx, dtype: 'float' },
          perColumn(({ arriving, normal }, i) => (arriving[i] ?? 0) * (normal[i] ?? 0)),
          perColumn(({ arriving }, i) => arriving[i] ?? 0),
        ],
        rounds: true,
      }
    })

export const layerNormCalls = {
  layerNorm: callsOf(single, ops.layerNorm),
  layerNormGradient: gradientCallsOf(single, ops.layerNormGradient),
  addLayerNorm: callsOf(summed, ops.addLayerNorm),
  addLayerNormGradient: gradientCallsOf(summed, ops.addLayerNormGradient),
}
