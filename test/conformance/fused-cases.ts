/** How each op that has a definition is called, and what it must give, written row by row in plain arithmetic. */
import { crossEntropy, dropout, squaredNorm, sumOfSquares } from '@cloze/tensor'
import { adamW, adamWScalars, ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import {
  filled,
  filledShapes,
  filledWhole,
  ordinary,
  positiveSizes,
  shapes,
  sizes,
  unevenNormal,
} from './arbitraries.ts'
import { allOutputs } from './call.ts'
import { type Call, given } from './case.ts'
import { erf } from './erf.ts'
import { isDropped } from './feistel.ts'
import { at, build, type Plain, rowsOf, total, upTo } from './plain.ts'
import { alike, logSumExpOf, none } from './softmax-cases.ts'
import { mostlyShort, oneLong } from './unrollings.ts'

const activations = {
  none: (x: number) => x,
  relu: (x: number) => Math.max(x, 0),
  gelu: (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
}

const linearCalls = fc
  .record({
    size: mostlyShort(3, fc.tuple(sizes, sizes, sizes)),
    alone: fc.boolean(),
    bias: fc.boolean(),
    activation: fc.constantFrom('none', 'gelu', 'relu'),
  })
  .chain(({ size: [rows = 0, into = 0, out = 0], alone, bias, activation }) => {
    const leading = alone ? [rows] : [1, rows]
    return fc
      .tuple(
        filled([...leading, into], unevenNormal),
        filled([out, into], unevenNormal),
        filled([out], unevenNormal),
      )
      .map(([x, weight, shift]): Call => {
        const before = build([...leading, out], (index) => {
          const o = index.at(-1) ?? 0
          const terms = upTo(into).map((i) => at(x, [...index.slice(0, -1), i]) * at(weight, [o, i]))
          return total(terms) + (bias ? at(shift, [o]) : 0)
        })
        const expected = { ...before, values: before.values.map(activations[activation]) }
        return {
          inputs: bias ? [x, weight, shift] : [x, weight],
          run: (inputs) => allOutputs(ops.linear, inputs, { activation }),
          expected: activation === 'none' ? expected : [expected, before],
          rounds: true,
        }
      })
  })

const labelled = fc
  .oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constantFrom(0, 1, 2, 3, 5, 8), positiveSizes) },
    { weight: 1, arbitrary: oneLong(2) },
  )
  .chain(([rows = 0, classes = 1]) =>
    fc.record({
      logits: filled([rows, classes], ordinary),
      labels: filledWhole([rows], classes).chain((labels) =>
        fc.array(fc.boolean(), { minLength: rows, maxLength: rows }).map(
          (ignored): Plain => ({
            ...labels,
            values: labels.values.map((label, i) => (ignored[i] ? -100 : label)),
          }),
        ),
      ),
      g: ordinary,
    }),
  )

const crossEntropyCalls = labelled.map(({ logits, labels }): Call => {
  const losses = rowsOf(logits).flatMap((row, r) => {
    const label = at(labels, [r])
    return label === -100 ? [] : [logSumExpOf(row) - (row[label] ?? 0)]
  })
  const loss = losses.length === 0 ? 0 : total(losses) / losses.length
  return {
    inputs: [logits, labels],
    run: (inputs) => crossEntropy(given(inputs, 0), given(inputs, 1)),
    expected: { shape: [], values: [loss], dtype: 'float' },
    rounds: true,
  }
})

const crossEntropyGradientCalls = labelled.map(({ logits, labels, g }): Call => {
  const counted = labels.values.filter((label) => label !== -100).length
  const logSumExps = rowsOf(logits).map((row) => Math.fround(logSumExpOf(row)))
  return {
    inputs: [
      { shape: [], values: [g], dtype: 'float' },
      logits,
      labels,
      { shape: [logSumExps.length, 1], values: logSumExps, dtype: 'float' },
    ],
    run: (inputs) => allOutputs(ops.crossEntropyGradient, inputs, { ignore: -100 }),
    expected: build(logits.shape, ([r = 0, c = 0]) => {
      const label = at(labels, [r])
      if (label === -100) return 0
      return (g / counted) * (Math.exp(at(logits, [r, c]) - (logSumExps[r] ?? 0)) - (label === c ? 1 : 0))
    }),
    rounds: true,
  }
})

/** No axis is longer than the 4,096 places that dropout can tell apart. */
const countable = filledShapes(1, 4).filter((shape) => shape.every((size) => size <= 4096))

/** That what is dropped is the same on all devices: on ones, so that every cell says whether it was. */
const dropoutCalls = fc
  .tuple(countable, fc.constantFrom(0.1, 0.5, 0.9), fc.nat(4095), fc.nat(4095), fc.nat(5000))
  .map(([shape, rate, high, low, firstExample]): Call => {
    const settings = { rate, key: { high, low }, firstExample }
    return {
      inputs: [build(shape, () => 1)],
      run: (inputs) => dropout(given(inputs, 0), settings),
      expected: build(shape, (index) => (isDropped(shape, index, settings) ? 0 : 1 / (1 - rate))),
      rounds: true,
    }
  })

const adamWCalls = alike(4, shapes(0, 3))
  .chain((drawn) => fc.tuple(fc.constant(drawn), fc.integer({ min: 1, max: 2000 }), fc.constantFrom(1, 0.25)))
  .map(([[parameter = none, gradient = none, first = none, drawn = none], step, scale]): Call => {
    const second: Plain = { ...drawn, values: drawn.values.map(Math.abs) }
    const [beta1, beta2, epsilon, learningRate, weightDecay] = [0.9, 0.999, 1e-8, 0.01, 0.1]
    const [correction1, correction2] = [1 - beta1 ** step, 1 - beta2 ** step]
    const cells = parameter.values.map((p, i) => {
      const g = (gradient.values[i] ?? 0) * scale
      const m = beta1 * (first.values[i] ?? 0) + (1 - beta1) * g
      const v = beta2 * (second.values[i] ?? 0) + (1 - beta2) * g * g
      const move = (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon)
      return { p: p * (1 - learningRate * weightDecay) - move, m, v, move }
    })
    const like = (values: number[]): Plain => ({ ...parameter, values })
    return {
      inputs: [parameter, gradient, first, second],
      run: (inputs) => {
        const stepped = adamW(
          given(inputs, 0),
          given(inputs, 1),
          { first: given(inputs, 2), second: given(inputs, 3) },
          adamWScalars(
            { learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2 },
            given(inputs, 0).device,
          ),
          scale,
        )
        return [stepped.parameter, stepped.moments.first, stepped.moments.second]
      },
      expected: [like(cells.map(({ p }) => p)), like(cells.map(({ m }) => m)), like(cells.map(({ v }) => v))],
      rounds: true,
    }
  })

const sumOfSquaresCalls = shapes(0, 4)
  .chain((shape) => filled(shape))
  .map((x): Call => {
    const squares = x.values.map((value) => value * value)
    return {
      inputs: [x],
      run: (inputs) => sumOfSquares(given(inputs, 0)),
      expected: { shape: [], values: [total(squares)], dtype: 'float' },
      rounds: true,
    }
  })

/** On both sides of the six that are added up at once. */
const squaredNormCalls = fc
  .integer({ min: 1, max: 14 })
  .chain((count) =>
    fc.tuple(...Array.from({ length: count }, () => shapes(0, 3).chain((shape) => filled(shape)))),
  )
  .map((tensors): Call => {
    const squares = tensors.flatMap(({ values }) => values.map((value) => value * value))
    return {
      inputs: tensors,
      run: (inputs) => squaredNorm([given(inputs, 0), ...inputs.slice(1)]),
      expected: { shape: [], values: [total(squares)], dtype: 'float' },
      rounds: true,
    }
  })

/** Of the ops that have a definition. */
export const fusedCalls = {
  linear: linearCalls,
  crossEntropy: crossEntropyCalls,
  crossEntropyGradient: crossEntropyGradientCalls,
  dropout: dropoutCalls,
  adamW: adamWCalls,
  squaredNorm: squaredNormCalls,
  sumOfSquares: sumOfSquaresCalls,
} as const
