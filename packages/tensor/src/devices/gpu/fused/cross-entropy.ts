/** Cross-entropy: the log-sum-exp of each row, its loss, and their mean. */

import type { View } from '../../../device/device.ts'
import {
  crossEntropyCotangent,
  type crossEntropyGradientOp,
  type crossEntropyOp,
} from '../../../ops/cross-entropy.ts'
import { substitute, trace } from '../../../scalar/graph.ts'
import { input, one, zero } from '../../../scalar/scalar.ts'
import { sizeAt } from '../../../tensor/shape.ts'
import { computeCells } from '../kernels/elementwise.ts'
import { reduceRows } from '../kernels/reduce.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { wholeNumbers } from '../runtime/contents.ts'
import { numberOperand } from '../runtime/operands.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { CELL } from '../runtime/source.ts'
import type { CreateFused } from './kernel.ts'
import { layoutOf } from './layout.ts'

const mean = trace(2, (total, count) => total.div(count.max(1)))

export const crossEntropy: CreateFused<typeof crossEntropyOp> =
  (runtime) =>
  ([logits, labels], { ignore }, [loss, logSumExp]) => {
    const { shape, alongRows } = layoutOf(logits)
    reduceRows(
      runtime,
      'logSumExp',
      input(0),
      [{ buffer: logits.buffer, reading: 'cell' }],
      alongRows,
      logSumExp.buffer,
    )
    runtime.scratch(shape[0], (losses) =>
      runtime.scratch(1, (count) =>
        runtime.scratch(1, (total) => {
          rowLosses(runtime, logits, labels, logSumExp, ignore, losses)
          countLabels(runtime, labels, ignore, count)
          sumOf(runtime, losses, total)
          const scalars = [total, count].map((buffer) => ({ buffer, strides: [] }))
          computeCells(runtime, mean, scalars, [], loss.buffer)
        }),
      ),
    )
  }

const sumOf = (runtime: Runtime, buffer: GpuBuffer, total: GpuBuffer): void =>
  reduceRows(
    runtime,
    'sum',
    input(0),
    [{ buffer, reading: 'cell' }],
    { before: 1, size: buffer.length, after: 1 },
    total,
  )

const counts = trace(2, (label, ignore) => one.sub(label.equal(ignore)))

/** How many labels count: known on the host where they come from there. */
function countLabels(
  runtime: Runtime,
  { buffer, shape }: View<GpuBuffer>,
  ignore: number,
  count: GpuBuffer,
): void {
  const host = wholeNumbers(buffer)
  if (host) {
    runtime.constant(
      host.reduce((total, label) => total + (label === ignore ? 0 : 1), 0),
      count,
    )
    return
  }
  runtime.scratch(buffer.length, (marks) => {
    computeCells(runtime, counts, [{ buffer, strides: [1] }, numberOperand(ignore, 1)], shape, marks)
    sumOf(runtime, marks, count)
  })
}

/** log-sum-exp less the logit of the label; 0 where that doesn't count. */
function rowLosses(
  runtime: Runtime,
  logits: View<GpuBuffer>,
  labels: View<GpuBuffer>,
  logSumExp: View<GpuBuffer>,
  ignore: number,
  losses: GpuBuffer,
): void {
  const text = runtime.text(logits.buffer)
  const label = text.let('label', `${text.array('labels')}[${CELL}]`)
  text.let('loss', '0')
  text.line(
    `if (${label} != ${text.float('ignore')}) {`,
    `loss = ${text.array('logSumExp')}[${CELL}] - ${text.array('logits')}[${CELL} * ${text.integer('classes')} + ${text.whole(label)}];`,
    '}',
  )
  runtime.run(
    text.give('loss'),
    {
      arrays: { labels: labels.buffer, logSumExp: logSumExp.buffer, logits: logits.buffer },
      integers: { classes: sizeAt(logits.shape, 1) },
      floats: { ignore },
    },
    losses,
  )
}

/** g, logits, log-sum-exp, label, column, count, ignore: a row's share is 1 / count where its label counts. */
const cotangent = substitute(crossEntropyCotangent.op.graph, [
  ...[0, 1, 2, 3, 4].map(input),
  input(3)
    .equal(input(6))
    .select(zero, one.div(input(5).max(1))),
])

export const crossEntropyGradient: CreateFused<typeof crossEntropyGradientOp> =
  (runtime) =>
  ([g, logits, labels, logSumExp], { ignore }, [output]) => {
    const { shape, cells, perRow, one: oneForAll, column } = layoutOf(logits)
    runtime.scratch(1, (count) => {
      countLabels(runtime, labels, ignore, count)
      const operands = [
        oneForAll(g.buffer),
        cells(logits.buffer),
        perRow(logSumExp.buffer),
        perRow(labels.buffer),
        column,
        oneForAll(count),
        numberOperand(ignore, 2),
      ]
      computeCells(runtime, cotangent, operands, shape, output.buffer)
    })
  }
