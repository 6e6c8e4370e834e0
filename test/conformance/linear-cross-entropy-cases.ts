/** The vocabulary's projection and its loss: the loss, the likeliest classes, and what flows back. */
import { ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { filled, filledWhole, ordinary, positiveSizes } from './arbitraries.ts'
import { allOutputs } from './call.ts'
import { type Call, given } from './case.ts'
import { at, build, type Plain, rowsOf, total, upTo } from './plain.ts'
import { logSumExpOf, softmaxOf } from './softmax-cases.ts'
import { oneLong } from './unrollings.ts'

const drawn = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(0, 1, 2, 3, 5, 8), positiveSizes, positiveSizes),
    },
    { weight: 1, arbitrary: oneLong(3) },
  )
  .chain(([rows = 0, size = 1, classes = 1]) =>
    fc.record({
      x: filled([rows, size], ordinary),
      weight: filled([classes, size], ordinary),
      // Far apart, so that rounding decides no comparison.
      bias: fc
        .shuffledSubarray(upTo(classes), { minLength: classes, maxLength: classes })
        .map((values): Plain => ({ shape: [classes], values: values.map((c) => 1e4 * c), dtype: 'float' })),
      near: filled([classes], ordinary),
      labels: filledWhole([rows], classes),
      ignored: fc.array(fc.boolean(), { minLength: rows, maxLength: rows }),
      apart: fc.boolean(),
    }),
  )

export const linearCrossEntropyCalls = drawn.map(
  ({ x, weight, bias: far, near, labels: every, ignored, apart }): Call => {
    const bias = apart ? far : near
    const [rows = 0, size = 0] = x.shape
    const [classes = 0] = weight.shape
    const labels = { ...every, values: every.values.map((label, r) => (ignored[r] ? -100 : label)) }
    const logits = build([rows, classes], ([r = 0, c = 0]) =>
      total([at(bias, [c]), ...upTo(size).map((k) => at(x, [r, k]) * at(weight, [c, k]))]),
    )
    const counted = labels.values.filter((label) => label !== -100)
    const share = 1 / Math.max(counted.length, 1)
    const losses = rowsOf(logits).map((row, r) => {
      const label = at(labels, [r])
      return label === -100 ? 0 : logSumExpOf(row) - (row[label] ?? 0)
    })
    const flow = rowsOf(logits).map((row, r) => {
      const label = at(labels, [r])
      return softmaxOf(row).map((p, c) => (label === -100 ? 0 : share * (p - (c === label ? 1 : 0))))
    })
    const sumOf = (count: number, term: (i: number) => number) => total(upTo(count).map(term))
    const outputs: Plain[] = [
      { shape: [], values: [total(losses) * share], dtype: 'float' },
      build(x.shape, ([r = 0, k = 0]) => sumOf(classes, (c) => (flow[r]?.[c] ?? 0) * at(weight, [c, k]))),
      build(weight.shape, ([c = 0, k = 0]) => sumOf(rows, (r) => (flow[r]?.[c] ?? 0) * at(x, [r, k]))),
      build([classes], ([c = 0]) => sumOf(rows, (r) => flow[r]?.[c] ?? 0)),
    ]
    const predictions: Plain = {
      shape: [rows],
      values: rowsOf(logits).map((row) => row.indexOf(Math.max(...row))),
      dtype: 'int32',
    }
    const [loss = predictions, ...flows] = outputs
    return {
      inputs: [x, weight, bias, labels],
      // Where scores are near each other, rounding may decide which is the largest.
      run: (inputs) => {
        const outputs = allOutputs(ops.linearCrossEntropy, inputs, { ignore: -100 })
        if (apart) return outputs
        given(outputs, 1).dispose()
        return outputs.filter((_, index) => index !== 1)
      },
      expected: apart ? [loss, predictions, ...flows] : [loss, ...flows],
      rounds: true,
    }
  },
)
