/** Dropout in one launch: a cell finds its example's key by itself. */

import type { Shape } from '../../../device/device.ts'
import {
  type DropoutAttributes,
  type dropoutOp,
  dropped,
  exampleKey,
  placesOf,
  thresholdOf,
} from '../../../ops/dropout.ts'
import { substitute, trace } from '../../../scalar/graph.ts'
import { input, type Scalar, zero } from '../../../scalar/scalar.ts'
import { computeCells } from '../kernels/elementwise.ts'
import { numberOperand, type Operand, offsetOperand } from '../runtime/operands.ts'
import type { CreateFused } from './kernel.ts'

/** Of a value, the three indices of its cell, and the numbers that tell which cells are dropped. */
const droppedAt = trace(9, (value, left, right, part, first, high, low, threshold, scale) =>
  substitute(dropped.op.graph, [
    ...[value, left, right],
    substitute(exampleKey.op.graph, [zero, part, first, high, low]),
    ...[threshold, scale],
  ]),
)

/** What a cell is, dropped or not, and the operands that tell: appended to those of `value`. */
interface Dropping {
  readonly graph: Scalar
  readonly operands: readonly Operand[]
}

/**
 * `value`, a graph of the first `inputs` operands, dropped at a site.
 * @param shape of the tensor that is dropped
 * @param parts how the leading axes of the cells, all but the last two, number the parts of examples: their strides
 */
export function dropping(
  value: Scalar,
  inputs: number,
  shape: Shape,
  parts: readonly number[],
  { rate, key, firstExample }: DropoutAttributes,
): Dropping {
  const { first } = placesOf(shape, firstExample)
  const { threshold, scale } = thresholdOf(rate)
  const none = parts.map(() => 0)
  const operands = [
    ...[
      [...none, 1, 0],
      [...none, 0, 1],
      [...parts, 0, 0],
    ].map(offsetOperand),
    ...[first, key.high, key.low, threshold, scale].map((number) => numberOperand(number, parts.length + 2)),
  ]
  const own = operands.map((_, index) => input(inputs + index))
  return { graph: substitute(droppedAt, [value, ...own]), operands }
}

export const dropout: CreateFused<typeof dropoutOp> =
  (runtime) =>
  ([x], attributes, [output]) => {
    const { count, left, right } = placesOf(x.shape, attributes.firstExample)
    const { graph, operands } = dropping(input(0), 1, x.shape, [1], attributes)
    const cells = { buffer: x.buffer, strides: [left * right, right, 1] }
    computeCells(runtime, graph, [cells, ...operands], [count, left, right], output.buffer)
  }
